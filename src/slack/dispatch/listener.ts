/**
 * What a listener is: a thin function from one thing that Slack sends to the handler of it. The listener reads what was
 * sent, at once and once; the handler does what waits.
 */
import type { SlashCommand } from '@slack/bolt';
import type { ModalView } from '../blocks/block-kit.ts';
import type { Mrkdwn } from '../blocks/text.ts';
import type { Click, Shortcut, Submission } from '../payloads/interaction.ts';
import type { AttemptDetails, Permission } from '../permission.ts';
import type { ClickReply, EphemeralReply } from './reply.ts';
import type { Services } from './services.ts';

/** Everything that the app listens to. */
export interface Listeners {
  commands: Record<string, CommandListener>;
  events: Record<string, EventListener>;
  /** By what stands before the colon of an `action_id`. */
  actions: Record<string, ClickListener>;
  /** By `callback_id`. */
  shortcuts: Record<string, ShortcutListener>;
  /** By `callback_id`. */
  views: Record<string, SubmissionListener>;
}

/** A command, and when it came, in milliseconds since 1970: it may have waited for its turn. */
export type Command = SlashCommand & { askedAt: number };

/** Called once the command is acknowledged and the person may look events up. */
type CommandListener = (command: Command, reply: EphemeralReply, services: Services) => Promise<void>;

/** Mostly nobody waits for an answer to an event, so a listener asks for permission itself. */
export interface EventListener {
  /** Gets the whole envelope. */
  handle: (envelope: unknown, services: Services) => Promise<void>;
  /** Tells somebody who waits that the database could not say whether the event came before, so it is not handled. */
  tellUnclaimed?: (envelope: unknown, error: unknown, services: Services) => Promise<void>;
}

/** @throws when the button is none of ours, which the person is told */
type ClickListener = (click: Click) => Handler<ClickReply> | Acknowledgement;

type ShortcutListener = (shortcut: Shortcut) => Handler<EphemeralReply>;

/** Nothing more happens: Slack itself did what the button says, such as opening a link. */
export interface Acknowledgement {
  kind: 'acknowledge';
}

/** Only for people with the permission. */
export type Handler<Given> = ReplyHandler<Given> | ModalHandler | EitherHandler<Given>;

interface Asking {
  permission: Permission;
  /** For the record, should the person be refused. */
  attempted: AttemptDetails;
}

interface ReplyHandler<Given> extends Asking {
  kind: 'reply';
  answer: (reply: Given, services: Services) => Promise<void>;
}

/** `loading` is opened before anything else, because a trigger lives for three seconds, and then filled. */
export interface ModalHandler extends Asking {
  kind: 'modal';
  loading: ModalView;
  fill: Fill;
}

/** Our own record alone tells whether it takes a modal; if not, `loading` resolves to undefined. */
interface EitherHandler<Given> extends Asking {
  kind: 'either';
  loading: (services: Services) => Promise<ModalView | undefined>;
  fill: Fill;
  answer: (reply: Given, services: Services) => Promise<void>;
}

/** @param show for what is known already, while the rest is awaited */
type Fill = (services: Services, show: ShowView) => Promise<ModalView>;

export type ShowView = (view: ModalView) => Promise<void>;

/** @throws when the modal is none of ours, which the person is told */
type SubmissionListener = (submission: Submission, services: Services) => SubmissionHandler;

/** A submitted modal: checked at once, where Slack shows errors beside the inputs, and then replaced by its result. */
export interface SubmissionHandler extends Asking {
  /** What the modal says meanwhile. */
  waiting: Mrkdwn;
  /** One sentence for each input's block that is wrong. */
  problems: Record<string, string>;
  submit: Fill;
}
