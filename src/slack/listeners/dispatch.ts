/**
 * From what Slack sends to the listener that handles it.
 *
 * One middleware over one table, because Bolt runs the chain of every registered listener for each request: measured,
 * thirty listeners halve the acknowledgements a second, while the table costs the same however long it grows.
 *
 * Here stands what all listeners share: acknowledge first, ask who it is, and turn failures into a private sentence.
 */
import type { AnyMiddlewareArgs, Middleware, RespondFn, SlashCommand } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { RefusedError } from '../../access/errors.ts';
import { remembered } from '../../remembered.ts';
import { describeFailure } from '../errors.ts';
import { failureView } from '../messages/actions-modal.ts';
import { failureNotice } from '../messages/notice.ts';
import { answerToClick, answerToCommand, answerWithView } from '../private-answer.ts';
import { listeners } from './index.ts';
import type { Click, CommandListener, ModalListener, Services } from './listener.ts';
import { mayView } from './viewer.ts';

/** Slack sends an event again, up to five minutes later, when it missed the acknowledgement. */
const eventsRememberedForMs = 10 * 60_000;

const blockActions = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().default('') })], z.unknown()),
});

export function createDispatch(services: Services): Middleware<AnyMiddlewareArgs> {
  const handledEvents = new LRUCache<string, true>({ max: 20_000, ...remembered(eventsRememberedForMs, services.now) });

  return async (args) => {
    if ('command' in args) {
      await args.ack();
      const listener = listeners.commands[args.command.command];
      if (listener !== undefined) await runCommand(listener, args.command, args.respond, services);
    } else if ('action' in args) {
      const acknowledged = args.ack();
      const click = readClick(args.body);
      if (click !== undefined) await runAction(click, args.respond, services);
      await acknowledged;
    } else if ('event' in args) {
      const { event_id: eventId } = args.body;
      const listener = listeners.events[args.event.type];
      if (listener === undefined || handledEvents.has(eventId)) return;
      handledEvents.set(eventId, true);
      await listener(args.body, services).catch((error: unknown) => {
        describeFailure(error, services.logger, { slackEvent: args.event.type, slackEventId: eventId });
      });
    }
  };
}

async function runCommand(listener: CommandListener, command: SlashCommand, respond: RespondFn, services: Services) {
  const answer = answerToCommand(respond);
  try {
    await requireViewer(command.user_id, services);
    await listener(command, answer, services);
  } catch (error) {
    const request = { command: command.command, userId: command.user_id, channelId: command.channel_id };
    await answer.send(failureNotice(describeFailure(error, services.logger, request)));
  }
}

function readClick(body: unknown): (Click & { actionId: string }) | undefined {
  const parsed = blockActions.safeParse(body);
  if (!parsed.success) return undefined;
  const { user, trigger_id: triggerId, actions } = parsed.data;
  return { userId: user.id, triggerId, value: actions[0].value, actionId: actions[0].action_id };
}

/** A click inside a modal has no `response_url`, whatever Bolt's types say. */
async function runAction(click: Click & { actionId: string }, respond: RespondFn | undefined, services: Services) {
  const name = click.actionId.split(':')[0] ?? '';
  const listener = listeners.actions[name];
  if (listener === undefined || listener.kind === 'acknowledge') return;
  const request = { action: name, userId: click.userId };
  const answer = respond === undefined ? answerWithView(services.client, click.triggerId) : answerToClick(respond);
  try {
    if (listener.kind === 'modal') {
      await fillModal(listener, click, services, request);
    } else {
      await requireViewer(click.userId, services);
      await listener.handle(click, answer, services);
    }
  } catch (error) {
    await answer.send(failureNotice(describeFailure(error, services.logger, request)));
  }
}

async function fillModal(listener: ModalListener, click: Click, services: Services, request: Record<string, string>) {
  const { client, logger } = services;
  const opened = await client.views.open({ trigger_id: click.triggerId, view: listener.loading });
  if (opened.view?.id === undefined) throw new Error('Slack opened no view');
  const filled = requireViewer(click.userId, services).then(() => listener.fill(click, services));
  const view = await filled.catch((error: unknown) => failureView(describeFailure(error, logger, request)));
  await client.views.update({ view_id: opened.view.id, view });
}

async function requireViewer(userId: string, services: Services): Promise<void> {
  const decision = await mayView(userId, services);
  if (!decision.allowed) throw new RefusedError(decision.reason);
}
