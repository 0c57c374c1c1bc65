/** What HEC knows about an email. All of its text comes from outside, much of it from attackers. */

/** An event's email, as far as it is known: unread while HEC hasn't answered, or couldn't. */
export type KnownEmail = { kind: 'none' } | { kind: 'unread' } | { kind: 'read'; details: EmailDetails };

export interface EmailDetails {
  /** The RFC 5322 Message-ID (usually in angle brackets), not an HEC id. */
  messageId: string | undefined;
  fromName: string | undefined;
  fromEmail: string | undefined;
  replyTo: string | undefined;
  recipients: string[];
  cc: string[];
  subject: string | undefined;
  receivedAt: Date | undefined;
  /** In HEC's words, such as `softfail`. */
  spf: string | undefined;
  /** The mail service's own verdict: for Microsoft 365, a level from -1 (trusted) to 9, as text. */
  spamVerdict: string | undefined;
  verdicts: EmailVerdict[];
  attachments: EmailAttachment[];
  /** The URLs in its body, as written. */
  links: string[];
  clicks: EmailClick[];
  /** What was done to it, by HEC or by people. */
  pastActions: EmailPastAction[];
  direction: EmailDirection | undefined;
  /** HEC only watches the mailbox: it detects, and leaves the email where it is. */
  isOnlyWatched: boolean | undefined;
  /** HEC's own notice about another email, such as one that it quarantined. */
  isHecNotice: boolean | undefined;
  /** HEC keeps a copy of its own for each mailbox, so this one is in none. */
  isSplit: boolean | undefined;
  /** The IP address of the sending server. */
  serverIp: string | undefined;
  fate: EmailFate;
}

export interface EmailPastAction {
  name: string;
  at: Date | undefined;
  /** In HEC's words; mostly none. */
  result: string | undefined;
}

export type EmailDirection = 'incoming' | 'internal' | 'outgoing';

/** What became of it. Undefined is "HEC doesn't say", which is neither yes nor no. */
export interface EmailFate {
  isQuarantined: boolean | undefined;
  /** Also true of what Check Point holds, so it only counts where the email is not in quarantine. */
  isDeleted: boolean | undefined;
  isJunk: boolean | undefined;
  /** It reached the mailbox. */
  isExposed: boolean | undefined;
  isRead: boolean | undefined;
  isRestored: boolean | undefined;
  areLinksReplaced: boolean | undefined;
  restoreRequest: RestoreRequest;
}

export const unknownFate: EmailFate = {
  isQuarantined: undefined,
  isDeleted: undefined,
  isJunk: undefined,
  isExposed: undefined,
  isRead: undefined,
  isRestored: undefined,
  areLinksReplaced: undefined,
  restoreRequest: { kind: 'none' },
};

/** An email about which HEC says nothing. */
export const silentEmail: EmailDetails = {
  messageId: undefined,
  fromName: undefined,
  fromEmail: undefined,
  replyTo: undefined,
  recipients: [],
  cc: [],
  subject: undefined,
  receivedAt: undefined,
  spf: undefined,
  spamVerdict: undefined,
  verdicts: [],
  attachments: [],
  links: [],
  clicks: [],
  pastActions: [],
  direction: undefined,
  isOnlyWatched: undefined,
  isHecNotice: undefined,
  isSplit: undefined,
  serverIp: undefined,
  fate: unknownFate,
};

/** A person's request to get the email out of quarantine. `none` also once it is granted. */
export type RestoreRequest =
  | { kind: 'none' }
  | { kind: 'pending'; at: Date | undefined; words: string | undefined }
  | { kind: 'declined'; reason: string | undefined };

export interface EmailVerdict {
  /** HEC's short name of the engine, such as `ap`. */
  engine: string;
  verdict: string;
  /** A clean verdict has some too. Without what a DLP rule found, which is a part of the content. */
  reasons: VerdictReason[];
  /** How often a DLP rule matched. */
  matches: number | undefined;
}

export interface VerdictReason {
  /** In HEC's words, such as `Sender Reputation`. */
  category: string | undefined;
  text: string;
}

/** Somebody followed a link that HEC had replaced. */
export interface EmailClick {
  url: string;
  isBlocked: boolean | undefined;
}

/** A file in a mailbox's, a chat's or a drive's keeping, as HEC scanned it. */
export interface FileDetails extends EmailAttachment {
  verdicts: EmailVerdict[];
}

export interface EmailAttachment {
  name: string | undefined;
  /** A MIME type. */
  type: string | undefined;
  /** In bytes. */
  size: number | undefined;
  md5: string | undefined;
}
