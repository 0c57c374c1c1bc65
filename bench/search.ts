/**
 * Whether the index of events answers as fast when it is full: a page of a search, all that a search takes from it, and the
 * events about an email, with 10,000 events and with as many as a large tenant has in a month.
 */
import { type IndexTimes, measureIndex } from './support/fill-index.ts';
import type { Lab, StoreKind } from './support/lab.ts';
import { newPlace } from './support/places.ts';
import { atMost, type Figure, ms, onEachStore, type Result } from './support/report.ts';

const few = 10_000;
const many: Record<StoreKind, number> = { embedded: 200_000, Postgres: 1_000_000 };
const slowerAtMost = 1.5;
const longestMs = 50;

interface Measured {
  few: IndexTimes;
  many: IndexTimes;
  size: number;
}

export function search(lab: Lab): Promise<Result> {
  return onEachStore(lab, (store) => measure(lab, store), figuresOf);
}

async function measure(lab: Lab, store: StoreKind): Promise<Measured> {
  const size = lab.quick ? many[store] / 10 : many[store];
  const questions = lab.quick ? 20 : 100;
  const ofFew = await measureIndex(await newPlace(lab, store), few, questions);
  lab.say(`${store}: ${few.toLocaleString('en')} events are measured`);
  const ofMany = await measureIndex(await newPlace(lab, store), size, questions);
  return { few: ofFew, many: ofMany, size };
}

function figuresOf(store: StoreKind, { few: ofFew, many: ofMany, size }: Measured): Figure[] {
  const kinds = {
    page: 'a page of a search',
    lookup: 'the events about an email',
    whole: 'a whole search, up to 1,000 rows',
  };
  const names = ['page', 'lookup', 'whole'] as const;
  return names.flatMap((name) => {
    const [small, large] = [ofFew[name], ofMany[name]];
    const ratio = large.median / small.median;
    const events = `${store}, ${size.toLocaleString('en')} events`;
    const slower: Figure = {
      what: `${events}: ${kinds[name]}, against ${few.toLocaleString('en')} events (median)`,
      measured: `${ratio.toFixed(2)} (${ms(small.median)} → ${ms(large.median)})`,
      ...(name !== 'whole' && { target: atMost(slowerAtMost, ratio, ' times') }),
    };
    const slowest: Figure = {
      what: `${events}: ${kinds[name]}, p99`,
      measured: ms(large.p99),
      ...(name !== 'whole' && store === 'Postgres' && { target: atMost(longestMs, large.p99, ' ms') }),
    };
    return [slower, slowest];
  });
}
