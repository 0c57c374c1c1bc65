/**
 * A HEC that has every event and answers after a set time. Unlike the playground's it checks nothing, because that work
 * would distort the measurement.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './lab.ts';
import { answerJson, serve } from './serve.ts';

const root = '/app/hec-api/v1.0';

export interface LocalHec {
  origin: string;
  answerAfterMs: number;
  /** How many entries the history of each event has, at 127 bytes each. */
  historyEntries: number;
  /** While true, requests are taken and never answered, not even later. */
  isHung: boolean;
  /** Whether actions become tasks. */
  hasTasks: boolean;
  /** Requests for such paths are never answered either. */
  isStuck: (path: string) => boolean;
  /** How many of them are open. */
  stuck: number;
  signIns: number;
  reads: number;
  /** Called before it answers an action. */
  onAction: (eventId: string) => void;
  /** Called after it answers a read. */
  onRead: (eventId: string) => void;
  /** The `performance.now()` of the last request. */
  busyAt: number;
  /** How long it worked on reads of this event. Resets the count. */
  takeSpentMs(eventId: string): number;
}

export async function startHec(lab: Lab): Promise<LocalHec> {
  const spentMs = new Map<string, number>();
  const acted = new Set<string>();
  const origin = await serve(lab, (request, body, response) => {
    hec.busyAt = performance.now();
    void answer(request.url ?? '', body, response);
  });

  async function answer(url: string, body: string, response: ServerResponse): Promise<void> {
    const askedAt = performance.now();
    const [path = ''] = url.replace(root, '').split('?');
    const eventId = path.startsWith('/event/') ? path.slice('/event/'.length) : undefined;
    const isRead = eventId !== undefined && eventId !== 'query';
    if (path === '/auth/external') hec.signIns += 1;
    if (isRead) hec.reads += 1;
    const target = path === '/action/event' ? eventIdIn(body) : undefined;
    if (target !== undefined) hec.onAction(target);
    if (hec.isHung) return;
    if (hec.isStuck(path)) {
      hec.stuck += 1;
      response.once('close', () => {
        hec.stuck -= 1;
      });
      return;
    }
    await sleep(hec.answerAfterMs);
    if (target !== undefined) acted.add(target);
    if (path === '/auth/external') answerJson(response, 200, signedIn);
    else if (isRead) answerJson(response, 200, success([eventOf(eventId, acted.has(eventId), hec.historyEntries)]));
    else if (target !== undefined)
      answerJson(response, 200, success([{ eventId: target, entityId: null, taskId: hec.hasTasks ? 17 : null }]));
    else answerJson(response, 200, success([]));
    if (!isRead) return;
    spentMs.set(eventId, (spentMs.get(eventId) ?? 0) + performance.now() - askedAt);
    hec.onRead(eventId);
  }

  const hec: LocalHec = {
    origin,
    answerAfterMs: 0,
    historyEntries: 0,
    isHung: false,
    hasTasks: false,
    isStuck: () => false,
    stuck: 0,
    signIns: 0,
    reads: 0,
    onAction: () => undefined,
    onRead: () => undefined,
    busyAt: 0,
    takeSpentMs(eventId) {
      const spent = spentMs.get(eventId) ?? 0;
      spentMs.delete(eventId);
      return spent;
    },
  };
  return hec;
}

const signedIn = { success: true, data: { token: 'a'.repeat(64), csrf: 'b', expires: '', expiresIn: 1_800 } };

function success(responseData: unknown[]) {
  const records = responseData.length;
  return {
    responseEnvelope: {
      requestId: 'a',
      responseCode: 200,
      responseText: '',
      additionalText: '',
      recordsNumber: records,
      totalRecordsNumber: records,
      scrollId: '',
    },
    responseData,
  };
}

/** An everyday event. HEC carries out a quarantine at once. */
function eventOf(eventId: string, isQuarantined: boolean, historyEntries: number) {
  return {
    eventId,
    entityId: 'f'.repeat(32),
    customerId: 'bench',
    saas: 'office365_emails',
    state: isQuarantined ? 'remediated' : 'new',
    type: 'phishing',
    confidenceIndicator: 'malicious',
    eventCreated: '2026-11-20T09:15:04.123456+00:00',
    severity: '4',
    description: "Detected phishing in the email 'Action required: your mailbox is almost full' to Ana Lopes",
    data: 'The sender it-support@harbour-fre1ght.example was seen for the first time.',
    additionalData: null,
    availableEventActions: [
      { actionName: isQuarantined ? 'restore' : 'quarantine', actionParameter: {} },
      { actionName: 'dismiss', actionParameter: {} },
      { actionName: 'severityChange', actionParameter: { severity: 'low' } },
    ],
    actions: [
      ...(isQuarantined ? [entryOf('quarantine_email', eventId)] : []),
      ...Array.from({ length: historyEntries }, () => entryOf('user_reported', eventId)),
    ],
    senderAddress: 'it-support@harbour-fre1ght.example',
    entityLink: 'https://acme.portal.checkpoint.com/dashboard/email&collaboration/CGS2#/events',
  };
}

function entryOf(actionType: string, eventId: string) {
  return { actionType, createTime: '2026-11-20T09:16:04.123456Z', relatedEntityId: eventId };
}

const marker = 'be9cbe9c';

/** An id in a range that only this bench uses, to find it in any text. */
export function eventIdOf(index: number): string {
  return marker + index.toString(16).padStart(24, '0');
}

/** The first of those ids in a text. */
export function eventIdIn(text: string): string | undefined {
  const at = text.indexOf(marker);
  return at === -1 ? undefined : text.slice(at, at + 32);
}
