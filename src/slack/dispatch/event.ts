/** The Events API. Slack resends an event if it missed the acknowledgement; one process handles it, once. */
import type { SlackEventMiddlewareArgs } from '@slack/bolt';
import { claimSlackEvent } from '../../store/slack-events.ts';
import { describeFailure } from './describe-failure.ts';
import type { EventListener } from './listener.ts';
import { named, type RequestContext } from './request.ts';
import type { Services } from './services.ts';

export async function takeEvent(
  { event, body }: Pick<SlackEventMiddlewareArgs, 'event' | 'body'>,
  { listeners, services }: RequestContext,
): Promise<void> {
  const listener = named(listeners.events, event.type);
  if (listener === undefined) return;
  const { event_id: slackEventId } = body;
  try {
    if (await claim(listener, slackEventId, body, services)) await listener.handle(body, services);
  } catch (error) {
    describeFailure(error, services.logger, { slackEventId });
  }
}

/** Whether this process handles the event. */
async function claim(
  { tellUnclaimed }: EventListener,
  slackEventId: string,
  envelope: unknown,
  services: Services,
): Promise<boolean> {
  try {
    return await claimSlackEvent(services.memory.db, slackEventId, new Date(services.now()));
  } catch (error) {
    if (tellUnclaimed === undefined) throw error;
    await tellUnclaimed(envelope, error, services);
    return false;
  }
}
