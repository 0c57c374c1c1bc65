/** `POST /erase` on the app's socket: erases on the database that the running app has to itself, and answers the counts. */
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { answerJson, type Route } from '../../http/router.ts';
import { type ErasureOptions, erase } from '../../store/erase/erase.ts';
import type { Subject } from '../../store/erase/subject.ts';
import { type Counts, countsSchema } from '../../store/erase/tables.ts';
import { askApp } from '../ask-app.ts';
import { readSubject } from './read-subject.ts';

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

/** As the command itself reads it: an empty text would be in every other. */
export function subjectOf(asked: URLSearchParams): Subject | undefined {
  try {
    const [first, ...others] = asked.getAll('of').map((text) => readSubject(text));
    if (first?.kind !== 'person') return others.length === 0 ? first : undefined;
    const ids = others.flatMap((other) => (other.kind === 'person' ? other.ids : []));
    return ids.length === others.length ? { kind: 'person', ids: [first.ids[0], ...ids] } : undefined;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return undefined;
    throw error;
  }
}

export function eraseInRunningApp(
  dataDir: string,
  subject: Subject,
  { isTrial, signal }: Pick<ErasureOptions, 'isTrial' | 'signal'>,
): Promise<Counts> {
  const query = { of: subject.kind === 'address' ? subject.address : [...subject.ids], trial: isTrial ? 'yes' : 'no' };
  return askApp(dataDir, { method: 'POST', path, query, signal }, async (body) =>
    countsSchema.parse(await body.json()),
  );
}
