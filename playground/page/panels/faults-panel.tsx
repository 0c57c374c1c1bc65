/** Makes HEC or Slack misbehave, or kills the app, to show what people then see. */
import type { AppStatus, HecFault, SlackFault, State } from '../../demo/state.ts';
import { act } from '../act.ts';

const hec: [HecFault, string, string][] = [
  ['slow', 'Slow', 'Every answer takes 4 seconds.'],
  ['rate_limited', 'Rate-limited', 'Every request gets 429 with Retry-After: 30.'],
  ['down', 'Down', 'Every connection is reset.'],
  ['hanging', 'Hanging', 'No request ever gets an answer.'],
  ['key_expired', 'Key expired', 'Sign-in is refused, and tokens stop working.'],
  ['action_answers_lost', 'Loses its answers to actions', 'It does what was asked, then the connection breaks.'],
  ['slow_tasks', 'Slow tasks', 'Every action takes 30 seconds.'],
];
const slack: [SlackFault, string, string][] = [
  ['rate_limited', 'Rate-limited', 'Posting, unfurling and modals get 429 with Retry-After: 30.'],
  ['failing', 'Failing', 'Every request from the app gets 503.'],
];

export function FaultsPanel({ faults, status }: { faults: State['faults']; status: AppStatus }) {
  return (
    <>
      <h3>HEC</h3>
      <Switches choices={hec} on={faults.hec} onSet={(fault) => void act({ act: 'hec_fault', fault })} />
      <h3>Slack</h3>
      <Switches choices={slack} on={faults.slack} onSet={(fault) => void act({ act: 'slack_fault', fault })} />
      <h3>The app</h3>
      <p>
        Ends the app’s process immediately, like a crash. See what Slack shows, then start the app again: it continues
        what it was doing.
      </p>
      <div className="switches">
        <button
          type="button"
          className="slack-button danger"
          disabled={status !== 'running'}
          onClick={() => void act({ act: 'kill_app' })}
        >
          Kill the app
        </button>
        <button
          type="button"
          className="slack-button default"
          disabled={status !== 'stopped'}
          onClick={() => void act({ act: 'start_app' })}
        >
          Start the app again
        </button>
      </div>
    </>
  );
}

function Switches<Fault extends string>({
  choices,
  on,
  onSet,
}: {
  choices: readonly [Fault, string, string][];
  on: Fault | null;
  onSet: (fault: Fault | null) => void;
}) {
  return (
    <div className="switches">
      {choices.map(([fault, label, detail]) => (
        <button
          key={fault}
          type="button"
          className="switch"
          role="switch"
          aria-checked={on === fault}
          onClick={() => onSet(on === fault ? null : fault)}
        >
          <b>{label}</b>
          <small>{detail}</small>
        </button>
      ))}
    </div>
  );
}
