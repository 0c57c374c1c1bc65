/**
 * Announces every change in the simulated workspace: the page follows it live, and tests wait for a state without
 * polling.
 */

/** `describe` gives the readable state of the workspace, for the error when a wait times out. */
export function createChanges(describe: () => string) {
  const listeners = new Set<() => void>();
  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    notify(): void {
      for (const listener of [...listeners]) listener();
    },

    /** Calls the listener after every change. Returns how to unsubscribe. */
    onChange,

    /**
     * Resolves with the predicate's first truthy value, checked at once and after every change.
     * Rejects after `timeoutMs` (30,000) with the predicate's source and what the workspace holds.
     */
    until<T>(
      predicate: () => T | undefined | null | false,
      { timeoutMs = 30_000 }: { timeoutMs?: number } = {},
    ): Promise<T> {
      return new Promise((resolve, reject) => {
        let stop = (): void => {};
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`Not seen within ${timeoutMs} ms: ${predicate.toString()}\n\n${describe()}`));
        }, timeoutMs);
        const ask = (): void => {
          try {
            const value = predicate();
            if (!value) return;
            stop();
            clearTimeout(timer);
            resolve(value);
          } catch (error) {
            stop();
            clearTimeout(timer);
            reject(error);
          }
        };
        stop = onChange(ask);
        ask();
      });
    },
  };
}
