/** What a listener is: a thin function from one thing that Slack sends to one answer. */
import type { SlashCommand } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Config } from '../../config.ts';
import type { Lookup } from '../../events/lookup.ts';
import type { Logger } from '../../log.ts';
import type { Directory } from '../directory.ts';
import type { Identity } from '../identity.ts';
import type { CommandAnswer, PrivateAnswer } from '../private-answer.ts';

/** What listeners work with; built once in `app.ts`. */
export interface Services {
  access: Config['access'];
  client: WebClient;
  directory: Directory;
  identity: () => Promise<Identity>;
  logger: Logger;
  lookup: Lookup;
  /** A command that takes longer, in milliseconds, says so. */
  noticeAfterMs: number;
  now: () => number;
}

/** Called once the command is acknowledged and the person may look events up. */
export type CommandListener = (command: SlashCommand, answer: CommandAnswer, services: Services) => Promise<void>;

/**
 * Gets the whole envelope. It asks itself who asks and who would see it: nobody waits for a refusal here, so one is only
 * logged.
 */
export type EventListener = (envelope: unknown, services: Services) => Promise<void>;

export interface Click {
  userId: string;
  triggerId: string;
  /** Of the button that was pressed; JSON of our own making, but never trusted. */
  value: string;
}

/** A click is acknowledged in any case; `answer` and `modal` are only for people who may look events up. */
export type ActionListener = AcknowledgeListener | AnswerListener | ModalListener;

/** Slack itself did what the button says, such as opening a link. */
interface AcknowledgeListener {
  kind: 'acknowledge';
}

interface AnswerListener {
  kind: 'answer';
  handle: (click: Click, answer: PrivateAnswer, services: Services) => Promise<void>;
}

/** `loading` is opened before anything else, because a trigger lives for three seconds, and then filled. */
export interface ModalListener {
  kind: 'modal';
  loading: ModalView;
  fill: (click: Click, services: Services) => Promise<ModalView>;
}
