/** A command's question to the running app. */
import { Agent, type Dispatcher, request } from 'undici';
import { codeOf } from '../errors.ts';
import { socketIn } from './audit-export/socket-path.ts';

interface Question {
  method: 'GET' | 'POST';
  path: string;
  query: Record<string, string | string[]>;
  signal: AbortSignal;
}

/** Nobody listens at the socket. */
export class NoRunningAppError extends Error {
  override name = 'NoRunningAppError';

  constructor(cause: unknown) {
    super(
      'The database is in use, but no running app answers. Wait until the other command has ended, or the app has started.',
      { cause },
    );
  }
}

/** @throws NoRunningAppError, or Error with a sentence */
export async function askApp<Answer>(
  dataDir: string,
  { path, ...asked }: Question,
  read: (body: Dispatcher.ResponseData['body']) => Promise<Answer>,
): Promise<Answer> {
  // It answers once it is done, however long that takes.
  const dispatcher = new Agent({ connect: { socketPath: socketIn(dataDir) }, headersTimeout: 0, bodyTimeout: 0 });
  try {
    const { statusCode, body } = await request(`http://app${path}`, { dispatcher, ...asked }).catch(explain);
    if (statusCode === 404) throw new Error('The running app is of another version. Restart it, and try again.');
    if (statusCode !== 200) throw new Error(`The running app answered ${statusCode}. Its log says why.`);
    return await read(body);
  } finally {
    await dispatcher.destroy();
  }
}

function explain(error: unknown): never {
  const code = codeOf(error);
  throw code === 'ENOENT' || code === 'ECONNREFUSED' ? new NoRunningAppError(error) : error;
}
