/** The requests that are being worked on, so that a stop can wait for them. */
export interface InFlight {
  /** Passes the work's result on, and counts it until it ends. */
  track<T>(work: Promise<T>): Promise<T>;
  /** How many are being worked on. */
  count(): number;
  /** Resolves once nothing is being worked on. */
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
