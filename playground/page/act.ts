/** Sends the server what somebody did on the page. */
import { type Act, type ActResult, actResultSchema } from '../demo/state.ts';

export async function act(done: Act): Promise<ActResult> {
  try {
    const response = await fetch('act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(done),
    });
    return actResultSchema.parse(await response.json());
  } catch {
    return { result: 'refused', because: 'The playground does not answer. Is it still running?' };
  }
}
