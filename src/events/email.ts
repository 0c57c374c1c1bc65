/**
 * What HEC knows about an email. All text in here came from outside, much of it written by attackers.
 */

/** What HEC does not say is undefined or an empty list. */
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
  /** What the mail service itself thought: for Microsoft 365 a level from -1 (trusted) to 9, as text. */
  spamVerdict: string | undefined;
  verdicts: EmailVerdict[];
  attachments: EmailAttachment[];
  /** The addresses in its body, as they were written. */
  links: string[];
}

/** What one of HEC's engines says about an email. */
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
