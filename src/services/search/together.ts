/** Reads several sources at once. */

/**
 * Yields what each source yields, as it comes. At most `atOnce` are read at the same time, the first ones first; one begins
 * when its turn has come. The first failure ends all of them.
 */
export async function* together<T>(sources: Iterable<AsyncGenerator<T>>, atOnce: number): AsyncGenerator<T> {
  const waiting = sources[Symbol.iterator]();
  const reading = new Map<AsyncGenerator<T>, Promise<{ source: AsyncGenerator<T>; result: IteratorResult<T> }>>();
  const readOn = (source: AsyncGenerator<T>) => {
    const next = source.next().then((result) => ({ source, result }));
    // One may fail while nobody asks for more. Whoever asks next, or stops them, has the failure.
    next.catch(() => undefined);
    reading.set(source, next);
  };
  const begin = () => {
    const { value, done } = waiting.next();
    if (done !== true) readOn(value);
    return done !== true;
  };
  while (reading.size < atOnce && begin());
  while (reading.size > 0) {
    const { source, result } = await Promise.race(reading.values());
    reading.delete(source);
    if (result.done === true) begin();
    else {
      readOn(source);
      yield result.value;
    }
  }
}
