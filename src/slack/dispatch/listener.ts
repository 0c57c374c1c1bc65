/** What a listener is: a thin function from one thing that Slack sends to one answer. */
import type { SlashCommand } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Config } from '../../config.ts';
import type { HecClient } from '../../hec/client.ts';
import type { Logger } from '../../log.ts';
import type { ActRequest, ActResult } from '../../services/act-on-event.ts';
import type { AuditTrail } from '../../services/audit-trail.ts';
import type { ReadEventSnapshot } from '../../services/event-snapshot.ts';
import type { RunFinisher } from '../../services/finish-run.ts';
import type { Store } from '../../store/open.ts';
import type { Directory } from '../api/directory.ts';
import type { Identity } from '../api/identity.ts';
import type { HomeConfiguration } from '../features/home/home-view.ts';
import type { Click, Shortcut, Submission } from '../payloads/interaction.ts';
import type { AttemptDetails } from '../permission.ts';
import type { ClickReply, EphemeralReply } from './reply.ts';
import type { WorkQueue } from './work-queue.ts';

/** What listeners work with; built once in `app.ts`. */
export interface Services {
  access: Config['access'];
  act: (request: ActRequest) => Promise<ActResult>;
  auditTrail: AuditTrail;
  client: WebClient;
  /** What people may know of how the app is set up. */
  configuration: HomeConfiguration;
  finishRun: RunFinisher;
  directory: Directory;
  emailDomains: readonly string[];
  identity: () => Promise<Identity>;
  logger: Logger;
  /** A command that takes longer, in milliseconds, says so. */
  noticeAfterMs: number;
  now: () => number;
  readEntity: HecClient['readEntity'];
  readEventSnapshot: ReadEventSnapshot;
  store: Store;
  queue: WorkQueue;
  /** Whether previews also carry Slack's own object for the event. */
  workObjects: boolean;
}

/** What somebody must be allowed before a listener answers them. */
export type Permission = 'view' | 'respond';

/** A command, and when it came, in milliseconds since 1970: it may have waited for its turn. */
export type Command = SlashCommand & { askedAt: number };

/** Called once the command is acknowledged and the person may look events up. */
export type CommandListener = (command: Command, reply: EphemeralReply, services: Services) => Promise<void>;

/**
 * Gets the whole envelope. It asks itself who asks and who would see it: mostly nobody waits for a refusal here, so that
 * one is only logged.
 */
export type EventListener = (envelope: unknown, services: Services) => Promise<void>;

/** Tells whoever waits that the event is not handled, because the database could not say whether it is the first time. */
export type UnclaimedListener = (envelope: unknown, error: unknown, services: Services) => Promise<void>;

/** A click is acknowledged in any case; what else happens is only for people with the permission. */
export type ActionListener = AcknowledgeListener | AskingListener<Click, ClickReply>;

export type ShortcutListener = AskingListener<Shortcut, EphemeralReply>;

/** Whoever uses it is asked who they are. */
export type AskingListener<Asked, Answer> =
  | AnswerListener<Asked, Answer>
  | ModalListener<Asked>
  | EitherListener<Asked, Answer>;

/** Slack itself did what the button says, such as opening a link. */
interface AcknowledgeListener {
  kind: 'acknowledge';
}

interface AnswerListener<Asked, Answer> {
  kind: 'answer';
  permission: Permission;
  handle: Handle<Asked, Answer>;
}

/** `loading` is opened before anything else, because a trigger lives for three seconds, and then filled. */
interface ModalListener<Asked> {
  kind: 'modal';
  permission: Permission;
  loading: ModalView;
  fill: Fill<Asked>;
}

/** Whether it takes a modal is known from what was asked and our own record alone; then `fill` is used, else `handle`. */
interface EitherListener<Asked, Answer> {
  kind: 'either';
  permission: Permission;
  loading: (asked: Asked, services: Services) => Promise<ModalView | undefined>;
  fill: Fill<Asked>;
  handle: Handle<Asked, Answer>;
}

export type Handle<Asked, Answer> = (asked: Asked, answer: Answer, services: Services) => Promise<void>;

/** @param show for what is known already, while the rest is awaited */
export type Fill<Asked> = (asked: Asked, services: Services, show: ShowView) => Promise<ModalView>;

export type ShowView = (view: ModalView) => Promise<void>;

/** A submitted modal: checked at once, where Slack shows errors beside the inputs, and then replaced by its result. */
export interface ViewListener {
  permission: Permission;
  /** What the modal says meanwhile. */
  waiting: string;
  /** One sentence for each input's block that is wrong. Nothing that waits. */
  check: (submission: Submission, services: Services) => Record<string, string>;
  /** For the record, should the person be refused. */
  attempted: (submission: Submission) => AttemptDetails;
  submit: (submission: Submission, services: Services, show: ShowView) => Promise<ModalView>;
}
