/** What a listener is: a thin function from one thing that Slack sends to one answer. */
import type { SlashCommand } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Conclude } from '../../actions/conclude.ts';
import type { ActRequest, ActResult } from '../../actions/run.ts';
import type { ReadSituation } from '../../actions/situation.ts';
import type { Config } from '../../config.ts';
import type { Logger } from '../../log.ts';
import type { Store } from '../../store/open.ts';
import type { Directory } from '../directory.ts';
import type { Identity } from '../identity.ts';
import type { ClickAnswer, CommandAnswer } from '../private-answer.ts';
import type { Click, Submission } from './interaction.ts';

/** What listeners work with; built once in `app.ts`. */
export interface Services {
  access: Config['access'];
  act: (request: ActRequest) => Promise<ActResult>;
  client: WebClient;
  conclude: Conclude;
  directory: Directory;
  emailDomains: readonly string[];
  identity: () => Promise<Identity>;
  logger: Logger;
  /** A command that takes longer, in milliseconds, says so. */
  noticeAfterMs: number;
  now: () => number;
  readSituation: ReadSituation;
  store: Store;
}

/** What somebody must be allowed before a listener answers them. */
export type Permission = 'view' | 'respond';

/** Called once the command is acknowledged and the person may look events up. */
export type CommandListener = (command: SlashCommand, answer: CommandAnswer, services: Services) => Promise<void>;

/**
 * Gets the whole envelope. It asks itself who asks and who would see it: nobody waits for a refusal here, so one is only
 * logged.
 */
export type EventListener = (envelope: unknown, services: Services) => Promise<void>;

/** A click is acknowledged in any case; what else happens is only for people with the permission. */
export type ActionListener = AcknowledgeListener | AskingListener;

/** Whoever uses it is asked who they are. */
export type AskingListener = AnswerListener | ModalListener | ActingListener;

/** Slack itself did what the button says, such as opening a link. */
interface AcknowledgeListener {
  kind: 'acknowledge';
}

interface AnswerListener {
  kind: 'answer';
  permission: Permission;
  handle: Handle;
}

/** `loading` is opened before anything else, because a trigger lives for three seconds, and then filled. */
interface ModalListener {
  kind: 'modal';
  permission: Permission;
  loading: ModalView;
  fill: Fill;
}

/** Whether it takes a modal is known from the click and our own record alone; then `fill` is used, else `handle`. */
interface ActingListener {
  kind: 'acting';
  permission: Permission;
  loading: (click: Click, services: Services) => Promise<ModalView | undefined>;
  fill: Fill;
  handle: Handle;
}

export type Handle = (click: Click, answer: ClickAnswer, services: Services) => Promise<void>;
export type Fill = (click: Click, services: Services) => Promise<ModalView>;

/** A submitted modal: checked at once, where Slack shows errors beside the inputs, and then replaced by its result. */
export interface ViewListener {
  permission: Permission;
  /** One sentence for each input's block that is wrong. Nothing that waits. */
  check: (submission: Submission, services: Services) => Record<string, string>;
  submit: (submission: Submission, services: Services) => Promise<ModalView>;
}
