/** What HEC knows about an email. All of its text comes from outside, much of it from attackers. */

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
}

export interface EmailVerdict {
  /** HEC's short name of the engine, such as `ap`. */
  engine: string;
  verdict: string;
  reasons: string[];
}

export interface EmailAttachment {
  name: string | undefined;
  /** A MIME type. */
  type: string | undefined;
  /** In bytes. */
  size: number | undefined;
  md5: string | undefined;
}
