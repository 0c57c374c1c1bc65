/** How long a cache remembers, by an injected clock. */

/** Options for an LRUCache. Without the resolution of 0 the cache would keep the time itself for a millisecond. */
export function ttl(ms: number, now: () => number) {
  return { ttl: ms, perf: { now }, ttlResolution: 0 };
}
