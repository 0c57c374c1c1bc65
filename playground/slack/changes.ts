/**
 * Change notifications: every change of the simulated workspace is announced here,
 * so that a page can follow it live and a test can wait for a state without polling.
 */

/** `describe` gives the readable state of the workspace for the error of a wait that ended in vain. */
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

    /** Calls the listener after every change; returns the function that stops it. */
    onChange,

    /**
     * Resolves with the predicate's first truthy value: asked at once, then after every change.
     * Rejects after `timeoutMs` (4,000) with the predicate's source and what the workspace holds.
     */
    until<T>(
      predicate: () => T | undefined | null | false,
      { timeoutMs = 4_000 }: { timeoutMs?: number } = {},
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
