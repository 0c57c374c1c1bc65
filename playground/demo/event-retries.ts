/**
 * Slack's second tries: an event that the app did not take is sent again at once, after a minute and after five.
 * So a mention that somebody writes while the app is stopped is answered when it is back.
 */
import type { Delivery } from '../slack/recording.ts';
import type { SlackSimulator } from '../slack/server.ts';

const waitsMs = [0, 60_000, 300_000];

const reasons = { timed_out: 'http_timeout', failed: 'http_error' } as const;

/** Runs something later. Returns how to call that off. */
type Later = (run: () => void, ms: number) => () => void;

const byClock: Later = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Returns how to stop it. */
export function retryEvents(slack: SlackSimulator, later: Later = byClock): () => void {
  const waiting = new Set<() => void>();

  const retry = ({ id, retry: last, acknowledgement }: Delivery): void => {
    const outcome = acknowledgement?.outcome;
    if (outcome !== 'timed_out' && outcome !== 'failed') return;
    const tries = last?.number ?? 0;
    const wait = waitsMs[tries];
    // What listeners get is masked.
    const original = slack.deliveries.find((delivery) => delivery.id === id);
    if (wait === undefined || original === undefined) return;
    const callOff = later(() => {
      waiting.delete(callOff);
      void slack.redeliver(original, { number: tries + 1, reason: reasons[outcome] });
    }, wait);
    waiting.add(callOff);
  };

  const unsubscribe = slack.onTraffic((traffic) => {
    if (traffic.direction === 'to_app' && traffic.kind === 'event') retry(traffic);
  });
  return () => {
    unsubscribe();
    for (const callOff of waiting) callOff();
  };
}
