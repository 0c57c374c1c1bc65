/**
 * `/hec-event <id or portal link>`: shows an event's card in the conversation, or only to the person if they ask for
 * that or the conversation may not see it. Of several events the person chooses. `/hec-event search …` lists events. `/hec-event audit <id or portal link>`
 * shows an event's audit trail.
 */
import { eventCard } from '../../cards/event-card.ts';
import { lookingUp } from '../../cards/notice.ts';
import { orTryAgain } from '../../dispatch/failed-lookup.ts';
import type { Command, CommandHandler } from '../../dispatch/listener.ts';
import type { EphemeralReply } from '../../dispatch/reply.ts';
import type { Services } from '../../dispatch/services.ts';
import { showAuditTrail } from '../audit/show-audit-trail.ts';
import { searchInModal } from '../search/search-in-modal.ts';
import { help, unreadableReference } from './help.ts';
import { lookupView } from './lookup-modal.ts';
import { offerEvents } from './offer-events.ts';
import { type CommandText, readCommandText } from './parse-command.ts';
import { showOrHint, showPrivately } from './show-card.ts';

export function hecEvent(command: Command): CommandHandler {
  const request = readCommandText(command.text);
  const { user_id: userId, channel_id: channelId } = command;
  const attempted = { channelId };
  if (request.kind === 'search') return searchInModal({ text: request.text, userId, asked: { channelId } });
  if (request.kind === 'choice') {
    return offerEvents({
      references: request.references,
      target: { channelId, threadTs: undefined, audience: request.audience },
      asked: { userId, channelId },
      attempted,
      ask: (error) => lookupView({ error }),
    });
  }
  const answer = (reply: EphemeralReply, services: Services) => answerCommand(request, command, reply, services);
  return { kind: 'reply', permission: 'view', attempted, answer };
}

async function answerCommand(
  request: Exclude<CommandText, { kind: 'choice' | 'search' }>,
  command: Command,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  switch (request.kind) {
    case 'help':
      return reply.send(help());
    case 'unreadable':
      return reply.send(unreadableReference(request.why));
    case 'audit':
      return showAuditTrail(request.reference, command, reply, services);
    case 'event':
      return showEvent(request, command, reply, services);
  }
}

async function showEvent(
  { reference, audience }: Extract<CommandText, { kind: 'event' }>,
  { user_id: userId, channel_id: channelId, askedAt }: Command,
  reply: EphemeralReply,
  services: Services,
): Promise<void> {
  reply.noticeAfter(services.settings.noticeAfterMs, lookingUp());
  const asked = { userId, channelId };
  // Slack is asked who reads the conversation while HEC is asked for the event. It is asked again when it matters.
  if (audience === 'conversation') void services.directory.conversation(channelId);
  const record = services.auditTrail.recorder(asked);
  const lookup = { reference, to: audience, shape: 'full' } as const;
  const snapshot = await orTryAgain(lookup, () => services.snapshots.read(reference, { askedAt, record }));
  if (audience === 'asker') {
    const card = eventCard(await services.snapshots.waitForEmail(snapshot), { isFinal: true });
    return showPrivately(card, reply, services);
  }
  return showOrHint(snapshot, { ...asked, shape: 'full' }, reply, services);
}
