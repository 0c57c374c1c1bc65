/**
 * Whether HEC mostly fails: the share of failures among the requests that ended lately, for cockatiel's circuit breaker.
 *
 * Its own SamplingBreaker forgets the past only as new requests end, a second's worth at a time. A HEC that hangs lets
 * none end, so that what it answered before would hide its failures for a minute.
 */
import { CircuitState, type IBreaker } from 'cockatiel';
import type { HecLimits } from './limits.ts';

/** The past is kept in so many slices, each forgotten as a whole. */
const slicesKept = 10;

interface Slice {
  /** Counted from when the clock starts. */
  number: number;
  failed: number;
  total: number;
}

/** `now` in milliseconds of a clock that is never set back. */
export function createFailureShare(
  limits: Pick<HecLimits, 'sampleMs' | 'sampleMinimum' | 'failingShare'>,
  now: () => number,
): IBreaker {
  let slices: Slice[] = [];

  function count(failed: 0 | 1): void {
    const number = Math.floor((now() * slicesKept) / limits.sampleMs);
    slices = slices.filter((slice) => slice.number > number - slicesKept);
    const last = slices.at(-1);
    if (last?.number === number) {
      last.failed += failed;
      last.total += 1;
    } else {
      slices.push({ number, failed, total: 1 });
    }
  }

  return {
    // For circuits that are saved and opened again, which this one is not.
    state: undefined,
    success(state) {
      if (state === CircuitState.HalfOpen) slices = [];
      count(0);
    },
    failure() {
      count(1);
      const failed = slices.reduce((sum, slice) => sum + slice.failed, 0);
      const total = slices.reduce((sum, slice) => sum + slice.total, 0);
      return total >= limits.sampleMinimum && failed > limits.failingShare * total;
    },
  };
}
