/** What `npm run erase` prints: how many of what go, change and stay, and why. */
import type { Subject } from '../../store/erase/subject.ts';
import { type Counts, type Fate, fates } from '../../store/erase/tables.ts';

const what: Record<Fate, string> = {
  lookups: 'lookups: which event they looked up when, and where',
  searches: 'searches: what they searched for when, and where',
  refusedLookups: 'lookups and searches that they were refused',
  privateCards: 'private cards, with the addresses to change them by: those cards no longer change',
  directCards: 'cards in their direct messages with the app: those cards no longer change',
  links: 'previews of links that name them: those previews no longer change',
  counters: 'counters of Slack’s limits that are named by their id',
  endedJobs: 'jobs that have ended',
  seenEvents: 'events in the index: what HEC told of them. It has them still, and who asks for one puts it back',
  drafts: 'lists of similar emails that they put together, and did not act on',
  sharedCards: 'cards that others see too: who asked for them, and the note above them',
  texts: 'texts that name them: “[erased]” stands there instead',
  actions: 'actions: who did what on which event, when, and what came of it',
  refusedActions: 'actions that they were refused',
  shares: 'shares: who showed which event where',
  approvals: 'approvals: who asked for them, and who decided',
  campaigns: 'campaigns: who moved which emails, when, and what came of it',
  running: 'actions in progress',
  waitingJobs: 'jobs that wait or run',
};

type Ending = (typeof fates)[Fate];

const headings: Record<Ending, { trial: string; done: string }> = {
  removed: { trial: 'Would be removed:', done: 'Removed:' },
  emptied: { trial: 'Would be emptied:', done: 'Emptied:' },
  left: {
    trial: 'Would stay, because the audit trail says who acted on what:',
    done: 'Left, because the audit trail says who acted on what:',
  },
  'left for now': {
    trial: 'Would stay for now, because the app works with them:',
    done: 'Left for now, because the app works with them. Run this again in an hour:',
  },
};

export function reportOf(counts: Counts, tense: 'trial' | 'done'): string[] {
  const met = Object.entries(what).flatMap(([fate, words]) => {
    const [count, ending] = [Object.entries(counts).find(([name]) => name === fate)?.[1] ?? 0, endings.get(fate)];
    return count > 0 ? [{ count: String(count), ending, words }] : [];
  });
  if (met.length === 0) return ['Nothing is stored of them.'];
  const width = Math.max(...met.map(({ count }) => count.length));
  return Object.entries(headings).flatMap(([ending, heading]) => {
    const rows = met.filter((row) => row.ending === ending);
    const lines = rows.map(({ count, words }) => `  ${count.padStart(width)} ${words}`);
    return lines.length === 0 ? [] : [heading[tense], ...lines];
  });
}

/** An address may hold what a shell acts on, and it came from whoever asked to be erased. */
export function commandOf(subject: Subject): string {
  const named = subject.kind === 'person' ? subject.ids[0] : subject.address;
  const word = /^[\w@.+%-]+$/.test(named) ? named : `'${named.replaceAll("'", "'\\''")}'`;
  return `npm run erase -- ${word} --yes`;
}

/** False if all that is stored of them stays. */
export function erasesAnything(counts: Counts): boolean {
  return Object.keys(counts).some((fate) => endings.get(fate) === 'removed' || endings.get(fate) === 'emptied');
}

const endings = new Map<string, Ending>(Object.entries(fates));
