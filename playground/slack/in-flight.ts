/**
 * Counts the unanswered requests between Slack and the app, in both directions: tests can then assert that nothing more
 * happened without guessing a pause.
 */

export function createInFlight() {
  const open = new Set<symbol>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  return {
    /** Marks the start of a request; the returned function marks its end. */
    begin(): () => void {
      const request = Symbol('request');
      open.add(request);
      changed();
      return () => {
        open.delete(request);
        changed();
      };
    },

    /**
     * Resolves once no request has been in flight for `quietMs` (50) in a row: long enough to catch what the app does
     * after an acknowledgement. The app's requests to HEC are not visible here.
     */
    settled({ quietMs = 50 }: { quietMs?: number } = {}): Promise<void> {
      return new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const look = (): void => {
          clearTimeout(timer);
          if (open.size > 0) return;
          timer = setTimeout(() => {
            listeners.delete(look);
            resolve();
          }, quietMs);
        };
        listeners.add(look);
        look();
      });
    },
  };
}
