/** An event and an email of the simulated HEC, and one action on each. */
import { afterEach, beforeEach } from 'vitest';
import {
  type HecSimulator,
  type HecSimulatorOptions,
  type RecordedRequest,
  startHecSimulator,
} from '../../../playground/hec/server.ts';
import type { ActionReceipt, HecClient, HecClientOptions } from '../../../src/hec/client.ts';
import { startClient, type TestClient } from './hec-server.ts';

interface Target {
  eventId: string;
  entityId: string;
}

interface Acting {
  readonly hec: HecSimulator;
  readonly target: Target;
  connect(options?: Partial<HecClientOptions>): TestClient;
  dismiss(client: HecClient, signal?: AbortSignal): Promise<ActionReceipt>;
  quarantine(client: HecClient): Promise<ActionReceipt>;
  /** What reached HEC's actions. */
  actionRequests(): RecordedRequest[];
}

/** A HEC of each test's own, with an event and an email to act on. */
export function actingInEachTest(simulated: HecSimulatorOptions = {}): Acting {
  let current: Pick<Acting, 'hec' | 'target'> | undefined;
  const running = () => {
    if (current === undefined) throw new Error('HEC runs during tests only.');
    return current;
  };
  beforeEach(async () => {
    const hec = await startHecSimulator(simulated);
    current = {
      hec,
      target: { eventId: hec.world.addEvent().eventId, entityId: hec.world.addEntity().entityInfo.entityId },
    };
  });
  afterEach(() => running().hec.close());
  return {
    get hec() {
      return running().hec;
    },
    get target() {
      return running().target;
    },
    connect(options = {}) {
      const { url, clientId, accessKey } = running().hec;
      return startClient(url, { clientId, accessKey, ...options });
    },
    dismiss: (client, signal) => dismissEvent(client, running().target, signal),
    quarantine: (client) => quarantineEmail(client, running().target),
    actionRequests: () => actionRequestsOf(running().hec),
  };
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
