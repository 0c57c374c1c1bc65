/**
 * Routes each request from Slack to the handler for its kind.
 *
 * One middleware over one table, because Bolt runs every registered listener's chain for each request: measured, thirty
 * listeners halve the acknowledgements a second, while the table costs the same however long it grows.
 */
import type {
  AnyMiddlewareArgs,
  Middleware,
  SlackViewMiddlewareArgs,
  ViewClosedAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { withRequestId } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { conversationNews } from '../payloads/conversation-news.ts';
import { takeCommand } from './command.ts';
import { takeEvent } from './event.ts';
import type { InFlight } from './in-flight.ts';
import { takeClick, takeShortcut } from './interaction.ts';
import type { Listeners } from './listener.ts';
import { takeClosedView, takeSubmission } from './modal.ts';
import type { RequestContext } from './request.ts';
import type { Services } from './services.ts';

export interface DispatchOptions {
  inFlight: InFlight;
  /** Beyond this many requests, commands are turned away when they are acknowledged. */
  mostInFlight: number;
  observe: Metrics['acknowledged'];
}

export function createDispatch(
  listeners: Listeners,
  services: Services,
  { inFlight, mostInFlight, observe }: DispatchOptions,
): Middleware<AnyMiddlewareArgs> {
  return (args) =>
    inFlight.track(
      withRequestId(() => {
        const startedAt = performance.now();
        services.queue.arrived();
        // Before anything is decided, and in every process that hears of it.
        for (const news of conversationNews(args.body)) services.directory.heed(news);
        return take(args, {
          listeners,
          services,
          acknowledged: (kind) => observe(kind, (performance.now() - startedAt) / 1_000),
          isFull: inFlight.count() >= mostInFlight,
        });
      }),
    );
}

async function take(args: AnyMiddlewareArgs, context: RequestContext): Promise<void> {
  if ('command' in args) return takeCommand(args, context);
  if ('shortcut' in args) return takeShortcut(args, context);
  if ('action' in args) return takeClick(args, context);
  if ('view' in args) return takeView(args, context);
  if ('event' in args) return takeEvent(args, context);
}

async function takeView(args: SlackViewMiddlewareArgs, context: RequestContext): Promise<void> {
  if (isSubmission(args)) return takeSubmission(args, context);
  return isClosing(args) ? takeClosedView(args, context) : args.ack();
}

function isClosing(args: SlackViewMiddlewareArgs): args is SlackViewMiddlewareArgs<ViewClosedAction> {
  return args.body.type === 'view_closed';
}

function isSubmission(args: SlackViewMiddlewareArgs): args is SlackViewMiddlewareArgs<ViewSubmitAction> {
  return args.body.type === 'view_submission';
}
