/** The named faults that the page offers, and what each does to the simulators. At most one at a time on each side. */
import { apiBase } from '../hec/faults.ts';
import type { HecSimulator, Fault as HecSimulatorFault } from '../hec/server.ts';
import type { SlackSimulator } from '../slack/server.ts';
import type { HecFault, SlackFault, State } from './state.ts';

const hecFaultOf: Record<HecFault, HecSimulatorFault[]> = {
  slow: [{ kind: 'slow', ms: 4_000 }],
  rate_limited: [{ kind: 'status', status: 429, retryAfter: '30' }],
  down: [{ kind: 'reset' }],
  hanging: [{ kind: 'hang' }],
  // Tokens that the app still holds expire with their key.
  key_expired: [{ kind: 'expired-key' }, { kind: 'status', status: 401, path: apiBase }],
  action_answers_lost: [{ kind: 'reset', path: '/action/', when: 'after-applying' }],
  // Not a failing request: HEC's tasks just take long.
  slow_tasks: [],
};

const slowTaskSeconds = 30;

/** The methods that the app posts with. The others keep working, or nobody would see what happens. */
const writingMethods = ['chat.postMessage', 'chat.update', 'chat.unfurl', 'views.open', 'views.update'];

export function createNamedFaults(hec: HecSimulator, slack: SlackSimulator, changed: () => void) {
  const active: State['faults'] = { hec: null, slack: null };
  const { world } = hec;
  const usualTaskSeconds = world.taskSeconds;
  return {
    active: (): State['faults'] => ({ ...active }),

    setHec(fault: HecFault | null): void {
      hec.faults.clear();
      if (fault !== null) for (const each of hecFaultOf[fault]) hec.faults.set(each);
      world.taskSeconds = fault === 'slow_tasks' ? slowTaskSeconds : usualTaskSeconds;
      active.hec = fault;
      changed();
    },

    setSlack(fault: SlackFault | null): void {
      slack.faults.clear();
      if (fault === 'rate_limited') {
        for (const method of writingMethods) slack.faults.add({ kind: 'rate_limited', retryAfterSeconds: 30, method });
      }
      if (fault === 'failing') slack.faults.add({ kind: 'http_error', status: 503, method: '*' });
      active.slack = fault;
      changed();
    },
  };
}

export type NamedFaults = ReturnType<typeof createNamedFaults>;
