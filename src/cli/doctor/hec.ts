/** Can the app sign in to HEC, which tenants does its key reach, and may it read their events? */
import { subHours } from 'date-fns';
import type { Dispatcher } from 'undici';
import type { HecConfig } from '../../config/hec.ts';
import type { Proxies } from '../../dispatcher.ts';
import { KnownError } from '../../errors.ts';
import { createHecClient, type Hec } from '../../hec/client.ts';
import { HecForbiddenError, HecUnreadableError } from '../../hec/errors.ts';
import { createLogger } from '../../log.ts';
import { type Finding, notExamined, note, ok, wrong } from './finding.ts';
import { networkFault, type Peer } from './network-fault.ts';
import { printable } from './printable.ts';
import { type Reach, reach } from './reach.ts';

const tenants = 'HEC tenants';
const permission = 'HEC events';

export interface HecVisit {
  config: HecConfig;
  peer: Peer;
  reached: Promise<Reach>;
  proxies: Proxies | undefined;
  now: () => number;
  limitMs: number;
}

type HecVisitOptions = Omit<HecVisit, 'peer' | 'reached'> & { dispatcher: Dispatcher };

export function visitHec({ dispatcher, ...options }: HecVisitOptions): HecVisit {
  const url = options.config.gateway;
  const peer: Peer = { host: new URL(url).host, setBy: 'HEC_REGION or HEC_GATEWAY_URL' };
  // Nothing is known of what the gateway answers here. A page in its place shows at the sign-in.
  const reached = reach({ ...options, url, method: 'GET', name: 'HEC', peer, dispatcher, isOwnAnswer: () => true });
  return { ...options, peer, reached };
}

export async function examineHec(visit: HecVisit): Promise<Finding[]> {
  const { config, proxies, peer, now, limitMs } = visit;
  const what = `HEC (${config.tenantLabel})`;
  const reached = await visit.reached;
  if (reached.kind === 'fault') {
    return [wrong(what, reached.fault.says, reached.fault.fix), ...blocked('HEC can’t be reached')];
  }
  const limits = { tries: 1, tryMs: limitMs, signInMs: limitMs, totalMs: limitMs };
  const hec = createHecClient({ ...config, proxies, logger: createLogger('silent'), now, limits });
  try {
    await hec.signIn();
    const asked = [examineTenants(hec, config.scope, peer), examineEvents(hec, new Date(now()), peer)];
    return [ok(what, 'signed in.'), ...(await Promise.all(asked))];
  } catch (error) {
    return [failure(what, error, peer), ...blocked('the app could not sign in to HEC')];
  } finally {
    await hec.close();
  }
}

const blocked = (because: string) => [notExamined(tenants, because), notExamined(permission, because)];

async function examineTenants(hec: Hec, configured: string | undefined, peer: Peer): Promise<Finding> {
  try {
    const reached = (await hec.scopes()).filter((scope) => scope !== '');
    const list = reached.map((scope) => printable(scope)).join(', ');
    if (reached.length === 0) {
      const fix = 'Create an account API key for the service Email & Collaboration.';
      return wrong(tenants, 'the key reaches none.', fix);
    }
    if (configured !== undefined && !reached.includes(configured)) {
      return wrong(tenants, 'the key does not reach the one in HEC_SCOPE.', `Set it to one of: ${list}`);
    }
    if (configured === undefined && reached.length > 1) {
      return wrong(tenants, 'the key reaches several.', `Set HEC_SCOPE to one of: ${list}`);
    }
    return ok(tenants, list);
  } catch (error) {
    return failure(tenants, error, peer);
  }
}

/** One request, which changes nothing. HEC does not tell what else a key may do. */
async function examineEvents(hec: Hec, now: Date, peer: Peer): Promise<Finding> {
  const unknown = 'Whether it may act shows only when somebody does.';
  try {
    const { events } = await hec.queryEvents({ start: subHours(now, 1), end: now });
    if (events.length > 0) {
      return ok(permission, `the key may read them (asked once, for those of the last hour). ${unknown}`);
    }
    const fix = 'If there should be some, check HEC_REGION and HEC_SCOPE: with wrong ones, HEC answers nothing at all.';
    return note(permission, `the key may ask for them, and HEC has none of the last hour. ${unknown}`, { fix });
  } catch (error) {
    return failure(permission, error, peer);
  }
}

/** The client's messages are about the configuration, and hold nothing that HEC wrote. */
function failure(what: string, error: unknown, peer: Peer): Finding {
  const fault = networkFault(error, peer);
  if (fault !== undefined) return wrong(what, fault.says, fault.fix);
  if (!(error instanceof KnownError)) return wrong(what, 'it did not answer.', 'Try again in a minute.');
  const [says = '', ...advice] = error.message.split(': ');
  const words = advice.join(': ');
  const fix = words === '' ? adviceFor(error, peer) : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  return wrong(what, `${says}.`, fix);
}

function adviceFor(error: KnownError, { setBy }: Peer): string {
  if (error instanceof HecUnreadableError) {
    return `A proxy’s page may stand in HEC’s place. Check ${setBy}, and set HTTPS_PROXY if the way out is a proxy.`;
  }
  if (error instanceof HecForbiddenError) {
    return 'Give the API key a role that may read events, and check the tenant’s licence.';
  }
  return 'Try again in a minute.';
}
