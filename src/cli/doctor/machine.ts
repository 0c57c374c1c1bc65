/** What the app runs on: Node's version, and whether the clock is right. */
import { type Finding, note, ok, wrong } from './finding.ts';
import type { Reach } from './reach.ts';

/** Slack's signatures, and the app's check of them, are good for this long. */
const mostSkewMs = 5 * 60_000;
const bestNode = 24;

export function examineNode(version: string): Finding {
  const [major = 0] = version.split('.').map(Number);
  const fix = `Run Node ${bestNode}.`;
  if (major === 20) return note('Node', `${version} works, but gets no security fixes any more.`, { fix });
  return major < 20 ? wrong('Node', `${version} is too old.`, fix) : ok('Node', version);
}

interface Asked {
  name: string;
  reached: Promise<Reach>;
}

/** @param overHttp Slack then signs its requests with the time */
export async function examineClock(asked: Asked[], overHttp: boolean): Promise<Finding> {
  const what = 'Clock';
  const answers = await Promise.all(asked.map(async ({ name, reached }) => ({ name, reach: await reached })));
  const told = answers.flatMap(({ name, reach }) =>
    reach.kind === 'reached' && reach.aheadMs !== undefined ? [{ name, aheadMs: reach.aheadMs }] : [],
  );
  if (told.length === 0) return notTold;
  const names = (of: { name: string }[]) => of.map(({ name }) => name).join(' and ');
  const off = told.filter(({ aheadMs }) => Math.abs(aheadMs) > mostSkewMs);
  const [first] = off;
  if (first === undefined) return ok(what, `as that of ${names(told)}.`);
  const minutes = Math.round(Math.abs(first.aheadMs) / 60_000);
  const says = `${minutes} minutes ${first.aheadMs > 0 ? 'ahead of' : 'behind'} that of ${names(off)}.`;
  const fix = 'Set this machine’s clock, and keep it right by NTP.';
  if (!overHttp) return note(what, `${says} Times on cards are wrong, and certificates may seem to be.`, { fix });
  return wrong(what, `${says} The app refuses what Slack signed more than 5 minutes ago.`, fix);
}

const notTold = note('Clock', 'not examined, because nobody said what time it is.');
