/** `POST /erase` on the app's socket: erases on the database that the running app has to itself, and answers the counts. */
import { answerJson, type Route } from '../../http/router.ts';
import { type ErasureOptions, erase } from '../../store/erase/erase.ts';
import type { Subject } from '../../store/erase/subject.ts';
import { type Counts, countsSchema } from '../../store/erase/tables.ts';
import { askApp } from '../ask-app.ts';

const path = '/erase';

export function eraseRoute(store: ErasureOptions['store']): Route {
  return {
    method: 'POST',
    path,
    async handle({ url = '' }, response) {
      const asked = new URLSearchParams(url.split('?')[1]);
      const subject = subjectOf(asked);
      if (subject === undefined) return void response.writeHead(400).end();
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const isTrial = asked.get('trial') !== 'no';
      try {
        answerJson(response, 200, await erase(subject, { store, isTrial, now: Date.now, signal: gone.signal }));
      } catch (error) {
        // Whoever asked has gone. What is erased is recorded, and the rest can be erased by asking again.
        if (!gone.signal.aborted) throw error;
      }
    },
  };
}

function subjectOf(asked: URLSearchParams): Subject | undefined {
  const address = asked.get('address');
  if (address !== null) return { kind: 'address', address };
  const [id, ...others] = asked.getAll('id');
  return id === undefined ? undefined : { kind: 'person', ids: [id, ...others] };
}

export function eraseInRunningApp(
  dataDir: string,
  subject: Subject,
  { isTrial, signal }: Pick<ErasureOptions, 'isTrial' | 'signal'>,
): Promise<Counts> {
  const of = subject.kind === 'address' ? { address: subject.address } : { id: [...subject.ids] };
  const query = { ...of, trial: isTrial ? 'yes' : 'no' };
  return askApp(dataDir, { method: 'POST', path, query, signal }, async (body) =>
    countsSchema.parse(await body.json()),
  );
}
