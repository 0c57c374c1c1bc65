/** A cache's time to live, by an injected clock. */

/** LRUCache options. Without a resolution of 0, the cache would keep the clock's reading for a millisecond. */
export function ttl(ms: number, now: () => number) {
  return { ttl: ms, perf: { now }, ttlResolution: 0 };
}
