/** Can the app sign in to HEC, and which tenants does its key reach? */
import pino from 'pino';
import type { Config } from '../../config/config.ts';
import { KnownError } from '../../errors.ts';
import { createHecClient } from '../../hec/client.ts';
import { type Finding, ok, wrong } from './finding.ts';

const limitMs = 20_000;

export async function examineHec(config: Config['hec']): Promise<Finding[]> {
  const hec = createHecClient({ ...config, logger: pino({ level: 'silent' }) });
  const signal = AbortSignal.timeout(limitMs);
  try {
    await hec.signIn(signal);
    const signedIn = ok(`HEC: signed in (${config.tenantLabel})`);
    const reached = (await hec.scopes(signal)).filter((scope) => scope !== '');
    return [signedIn, examineScope(reached, config.scope)];
  } catch (error) {
    return [wrong(`HEC (${config.tenantLabel}): ${error instanceof KnownError ? error.message : 'did not answer'}.`)];
  } finally {
    await hec.close();
  }
}

function examineScope(reached: string[], configured: string | undefined): Finding {
  const list = reached.join(', ');
  if (reached.length === 0) {
    return wrong('HEC tenants: the key reaches none. Create an account API key for the service Email & Collaboration.');
  }
  if (configured !== undefined && !reached.includes(configured)) {
    return wrong(`HEC tenants: the key does not reach the one in HEC_SCOPE. Set it to one of: ${list}.`);
  }
  if (configured === undefined && reached.length > 1) {
    return wrong(`HEC tenants: the key reaches several. Set HEC_SCOPE to one of: ${list}.`);
  }
  return ok(`HEC tenants: ${list}`);
}
