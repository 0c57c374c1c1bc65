/** The event as it is now, for a job that draws it several times: read again once the last answer is a moment old. */
import type { EventSnapshot, EventSnapshots } from '../services/event-snapshot.ts';

const newForMs = 200;

export class EventNow {
  readonly #snapshots: EventSnapshots;
  readonly #eventId: string;
  readonly #ended: Promise<never>;
  #last: { snapshot: EventSnapshot; at: number } | undefined;

  /** @param signal ends any wait for HEC, and with it the job */
  constructor(snapshots: EventSnapshots, eventId: string, signal: AbortSignal) {
    this.#snapshots = snapshots;
    this.#eventId = eventId;
    this.#ended = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    // Most jobs end before it does, and then nobody waits for it.
    this.#ended.catch(() => {});
  }

  /** @throws what a lookup throws, or the signal's reason */
  async read(): Promise<EventSnapshot> {
    if (this.#last !== undefined && performance.now() - this.#last.at < newForMs) return this.#last.snapshot;
    const reading = this.#snapshots.read({ kind: 'typed', id: this.#eventId }, { fresh: true, email: 'redraw' });
    const snapshot = await Promise.race([reading, this.#ended]);
    this.#last = { snapshot, at: performance.now() };
    return snapshot;
  }

  /** What was drawn may lack its email; and if a run ended meanwhile, a late edit of ours may show it as running again. */
  async catchUp(): Promise<void> {
    if (this.#last !== undefined) await this.#snapshots.catchUp(this.#last.snapshot);
  }
}
