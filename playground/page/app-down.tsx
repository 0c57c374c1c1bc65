/** Says when the app's process is not running, and restarts it. */
import { useState } from 'react';
import type { AppStatus } from '../demo/state.ts';
import { act } from './act.ts';
import { useNotices } from './notices.ts';

export function AppDown({ status, connected }: { status: AppStatus; connected: boolean }) {
  const say = useNotices();
  const [starting, setStarting] = useState(false);
  const start = async () => {
    setStarting(true);
    const result = await act({ act: 'start_app' });
    setStarting(false);
    say(result.result === 'refused' ? result.because : 'The app is running again.');
  };
  if (!connected) {
    return (
      <p className="app-down" role="alert">
        The playground has stopped. Start it again with <code>npm run demo</code>.
      </p>
    );
  }
  if (status === 'running') return null;
  return (
    <p className="app-down" role="alert">
      {status === 'starting'
        ? 'The app is starting…'
        : 'The app is not running: commands and buttons fail. Slack keeps messages, and tells the app again later.'}
      {status === 'stopped' && (
        <button type="button" disabled={starting} onClick={() => void start()}>
          Start the app again
        </button>
      )}
    </p>
  );
}
