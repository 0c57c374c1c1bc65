/** HEC's faults as rows of the matrix, each for as long as it lasts, with what a person who waits for a read is told. */
import type { Fault } from '../../../playground/hec/server.ts';
import { impatientWithHec, impatientWithSlack } from '../start.ts';

export interface HecFault {
  title: string;
  fault: Fault;
  told: RegExp;
}

/** Both are over the limit of one request in `impatience`. */
const late: HecFault[] = [
  { title: 'hangs', fault: { kind: 'hang' }, told: /didn’t answer in time/ },
  { title: 'is slow', fault: { kind: 'slow', ms: 1_600, when: 'after-applying' }, told: /didn’t answer in time/ },
];

/** HEC says that it did not take the request. */
export const refusing: HecFault[] = [
  { title: 'answers 401 midway', fault: { kind: 'status', status: 401 }, told: /can’t sign in to HEC/ },
  {
    title: 'answers 429',
    fault: { kind: 'status', status: 429, retryAfter: '60' },
    told: /too many requests.*60 seconds/,
  },
];

/** Whether HEC took the request is not known. */
export const losing: HecFault[] = [
  ...late,
  { title: 'answers 408', fault: { kind: 'status', status: 408 }, told: /didn’t answer in time/ },
  { title: 'answers 500', fault: { kind: 'status', status: 500 }, told: /internal error/ },
  { title: 'answers 502 with HTML', fault: { kind: 'status', status: 502, body: 'html' }, told: /internal error/ },
  { title: 'cuts its answer short', fault: { kind: 'cut' }, told: /can’t reach HEC/ },
  { title: 'resets the connection', fault: { kind: 'reset' }, told: /can’t reach HEC/ },
  { title: 'answers with truncated JSON', fault: { kind: 'malformed-json' }, told: /can’t read/ },
  { title: 'answers with JSON of the wrong shape', fault: { kind: 'wrong-shape' }, told: /can’t read/ },
];

export const hecFaults: HecFault[] = [...refusing, ...losing];

/** For what is late: as small as a busy machine allows. */
export const impatience = {
  hec: { ...impatientWithHec, backoffBaseMs: 2 },
  lookMs: 1_200,
  slack: { ...impatientWithSlack, tries: 2, backoffMs: 2 },
};
