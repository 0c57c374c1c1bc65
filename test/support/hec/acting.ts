/** An event and an email of the simulated HEC, and one action on each. */

import type { HecSimulator, RecordedRequest } from '../../../playground/hec/server.ts';
import type { ActionReceipt, HecClient, HecClientOptions } from '../../../src/hec/client.ts';
import { startClient, type TestClient } from './hec-server.ts';

export interface Target {
  eventId: string;
  entityId: string;
}

export function addTarget({ world }: HecSimulator): Target {
  return { eventId: world.addEvent().eventId, entityId: world.addEntity().entityInfo.entityId };
}

export function connectTo(hec: HecSimulator, options: Partial<HecClientOptions> = {}): TestClient {
  return startClient(hec.url, { clientId: hec.clientId, accessKey: hec.accessKey, ...options });
}

/** A signal that does not end. */
export const never = new AbortController().signal;

export function dismissEvent(client: HecClient, { eventId }: Target, signal = never): Promise<ActionReceipt> {
  return client.actOnEvent({ eventId, name: 'dismiss', parameter: { eventId } }, signal);
}

export function quarantineEmail(client: HecClient, { entityId }: Target): Promise<ActionReceipt> {
  return client.actOnEmail({ entityId, entityType: 'office365_emails_email', name: 'quarantine' }, never);
}

export function actionRequestsOf(hec: HecSimulator): RecordedRequest[] {
  return hec.requests.filter(({ path }) => path.includes('/action/'));
}
