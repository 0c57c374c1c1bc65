/**
 * HEC's wire format, as the simulator keeps and sends it.
 *
 * Loose on purpose: the world also holds what real services send against their own documentation.
 */

/** An action that HEC offers on an event. */
export interface WireAction {
  actionName: string;
  actionParameter: unknown;
}

/** An action that was done on an event. */
export interface WireHistoryEntry {
  actionType: string;
  /** UTC with microseconds and a `Z`. */
  createTime: string;
  relatedEntityId: string | null;
}

export interface WireEvent {
  eventId: string;
  entityId?: string | null;
  customerId?: string | null;
  saas?: string | null;
  state?: string | null;
  type?: string | null;
  confidenceIndicator?: string | null;
  eventCreated?: string | null;
  severity?: string | number | null;
  description?: string | null;
  data?: string | null;
  additionalData?: unknown;
  /** Normally `WireAction`s. */
  availableEventActions?: unknown[] | null;
  /** Normally `WireHistoryEntry`s. */
  actions?: unknown[] | null;
  senderAddress?: string | null;
  entityLink?: string | null;
  [field: string]: unknown;
}

export interface WireAttachment {
  name: string;
  mimetype: string;
  size: number;
  MD5: string;
}

export interface WireEntity {
  entityInfo: {
    entityId: string;
    customerId: string;
    saas: string;
    saasEntityType: string;
    entityCreated: string;
    entityUpdated: string;
    entityActionState: string | null;
    [field: string]: unknown;
  };
  /** For emails, the fields of `MailPayload`. */
  entityPayload: Record<string, unknown>;
  entitySecurityResult: Record<string, unknown>;
  entityActions: unknown[];
  /** Action names, or objects with `entityActionName` and `entityActionParam`: both occur. */
  entityAvailableActions: unknown[];
}

/** The `entityPayload` of an email. */
export interface MailPayload {
  internetMessageId: string;
  subject: string;
  fromName: string;
  fromEmail: string;
  fromDomain: string;
  replyToEmail: string;
  recipients: string[];
  to: string[];
  cc: string[];
  received: string;
  size: number;
  attachmentCount: number;
  attachments: WireAttachment[];
  emailLinks: string[];
  SpfResult: string;
  saasSpamVerdict: string;
  isRead: boolean | null;
  isDeleted: boolean;
  /** Seen by others, in no recorded answer. */
  isJunk?: boolean;
  isIncoming: boolean;
  isInternal: boolean;
  isOutgoing: boolean;
  isQuarantined: boolean;
  isQuarantineNotification: boolean;
  isRestored: boolean;
  isRestoreRequested: boolean;
  isRestoreDeclined: boolean;
  restoreRequestTime: string | null;
  /** Of the person who asks for it. */
  restoreCommentary?: string;
  restoreDeclineReason?: string;
  mode: 'inline' | 'monitor';
  isUserExposed: boolean;
}

export interface Envelope {
  responseEnvelope: Record<string, unknown>;
  responseData: unknown;
}
