/** The requests in progress, so a shutdown can wait for them. */
export interface InFlight {
  /** Returns `work`, and counts it until it ends. */
  track<T>(work: Promise<T>): Promise<T>;
  count(): number;
  /** Resolves once nothing is in progress. */
  idle(): Promise<void>;
}

export function createInFlight(): InFlight {
  const working = new Set<Promise<unknown>>();
  return {
    track(work) {
      working.add(work);
      const done = () => void working.delete(work);
      work.then(done, done);
      return work;
    },
    count: () => working.size,
    async idle() {
      while (working.size > 0) await Promise.allSettled(working);
    },
  };
}
