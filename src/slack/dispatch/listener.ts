/** A listener reads what Slack sent, at once and once; the handler that it returns does what takes time. */
import type { SlashCommand } from '@slack/bolt';
import type { ModalView } from '../blocks/block-kit.ts';
import type { Mrkdwn, Plain } from '../blocks/text.ts';
import type { CardOrigin } from '../cards/origin-codec.ts';
import type { ModalResult } from '../cards/result-view.ts';
import type { Click, ClosedView, Shortcut, Submission } from '../payloads/interaction.ts';
import type { AttemptDetails, Permission } from '../permission.ts';
import type { ClickReply, EphemeralReply } from './reply.ts';
import type { Services } from './services.ts';

export interface Listeners {
  commands: Record<string, CommandListener>;
  events: Record<string, EventListener>;
  /** By an `action_id`, or by the start of one before a colon. */
  actions: Record<string, ClickListener>;
  /** By `callback_id`. */
  shortcuts: Record<string, ShortcutListener>;
  /** By `callback_id`. */
  views: Record<string, SubmissionListener>;
  /** Modals that tell when a person closes them, by `callback_id`. */
  closed: Record<string, ClosedListener>;
}

/** `askedAt` is in milliseconds since 1970: the command may have waited for its turn. */
export type Command = SlashCommand & { askedAt: number };

type CommandListener = (command: Command) => CommandHandler;

export type CommandHandler = ReplyHandler<EphemeralReply> | ModalHandler;

/** Usually nobody waits for an answer to an event, so listeners check permission themselves. */
export interface EventListener {
  handle: (envelope: unknown, services: Services) => Promise<void>;
  /** Tells a waiting person that the event isn't handled, because the database couldn't say whether it came before. */
  tellUnclaimed?: (envelope: unknown, error: unknown, services: Services) => Promise<void>;
}

/** @throws if the button isn't ours, which the person is told */
type ClickListener = (click: Click) => Handler<ClickReply> | Acknowledgement;

type ShortcutListener = (shortcut: Shortcut) => Handler<EphemeralReply>;

/** Nothing more happens: Slack itself did what the button says, such as opening a link. */
export interface Acknowledgement {
  kind: 'acknowledge';
}

/** Nobody waits for an answer. @throws if the modal isn't ours */
type ClosedListener = (closed: ClosedView, services: Services) => void;

export type Handler<Given> = ReplyHandler<Given> | ModalHandler | EitherHandler<Given> | InPlaceHandler<Given>;

interface AccessCheck {
  permission: Permission;
  /** For the audit trail, if the person is refused. */
  attempted: AttemptDetails;
}

interface ReplyHandler<Given> extends AccessCheck {
  kind: 'reply';
  answer: (reply: Given, services: Services) => Promise<void>;
}

/** `loading` opens before anything else, because a trigger lasts three seconds; then it is filled. */
export interface ModalHandler extends AccessCheck {
  kind: 'modal';
  loading: ModalView;
  fill: Fill;
}

/** Our own record decides whether a modal is needed; if not, `loading` resolves to undefined. */
interface EitherHandler<Given> extends AccessCheck {
  kind: 'either';
  loading: (services: Services) => Promise<ModalView | undefined>;
  fill: Fill;
  answer: (reply: Given, services: Services) => Promise<void>;
}

/** Changes what was pressed: the modal, or else the message. */
export interface InPlaceHandler<Given = ClickReply> extends AccessCheck {
  kind: 'in_place';
  fill: Fill;
  answer: (reply: Given, services: Services) => Promise<void>;
}

/** @param show for what is already known, while the rest is awaited */
type Fill = (services: Services, show: ShowView) => Promise<Filled>;

/** `shown`: the modal shows it all already, or shows something newer. */
export type Filled = ModalView | ModalResult | { type: 'shown' };

export type ShowView = (view: ModalView) => Promise<ShowOutcome>;

/** `overtaken`: a later press has changed the modal. `not_shown`: Slack didn't take it, or didn't say. */
type ShowOutcome = 'shown' | 'overtaken' | 'closed' | 'not_shown';

/** @throws if the modal isn't ours, which the person is told */
type SubmissionListener = (submission: Submission, services: Services) => SubmissionHandler;

/** A submitted modal: checked at once, so Slack shows errors beside the inputs, then replaced by its result. */
export interface SubmissionHandler extends AccessCheck {
  /** Shown in the modal meanwhile. */
  waiting: Mrkdwn;
  /** Of the modal meanwhile, if it isn't about one event. */
  title?: Plain | undefined;
  /** One sentence per wrong input, by its block. */
  problems: Record<string, string>;
  /** The card that the modal belongs to: where the person is told what the modal can't say. */
  origin?: CardOrigin | undefined;
  /**
   * A modal can be closed only by what acknowledges it, so the acknowledgement waits a moment for the result. If that is
   * done, the modal closes and the person is told where they look; anything else is shown in the modal.
   */
  closesWhenDone?: true;
  /** The modal below, if that shows the result: this one is closed at once. */
  showsIn?: string | undefined;
  submit: Fill;
}
