/** How much a cache keeps, and for how long by an injected clock. */

/**
 * LRUCache options. Expired answers are dropped even if nobody asks again, or the last busy hour would stay in memory.
 * Without a resolution of 0, the cache would keep the clock's reading for a millisecond.
 */
export function ttl(ms: number, now: () => number) {
  return { ttl: ms, ttlAutopurge: true, perf: { now }, ttlResolution: 0 };
}

/** LRUCache options. With `max`, a cache would make room for that many at once: a millisecond for each 6,000. */
export function upTo(count: number) {
  return { maxSize: count, sizeCalculation: () => 1 };
}
