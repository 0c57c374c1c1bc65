/** A refusal as an error: its sentence says why, and whom to ask. */

import { KnownError } from '../errors.ts';
import type { PersonRefusal } from './people.ts';
import type { AccessPolicy } from './policy.ts';

const sentences: Record<PersonRefusal, string> = {
  guest: 'Guests can’t use this app. Ask a full member of this workspace.',
  outsider: 'Only people in the organisation that runs this app can use it.',
  bot: 'Bots can’t use this app.',
  deactivated: 'Deactivated accounts can’t use this app.',
  not_listed:
    'You aren’t on the list of people who may look up security events. Ask the app’s administrator to add you to HEC_VIEWERS.',
  not_found: 'Slack knows no account of yours in the workspace that runs this app. Only its members can use it.',
  unknown: 'Slack didn’t say who you are or which user groups you’re in, so nothing was done. Try again in a minute.',
  not_searcher: 'Only people on the list of searchers may search for events and emails, and you aren’t on it.',
  no_searchers:
    'Nobody may search for events and emails here yet. Ask the app’s administrator to name people in HEC_SEARCHERS.',
  not_responder: 'Only responders may act on security events, and you aren’t one of them.',
  no_responders:
    'Nobody may act on security events here yet. Ask the app’s administrator to name responders in HEC_RESPONDERS.',
};

export class RefusedError extends KnownError {
  readonly code: `refused_${PersonRefusal}`;
  readonly sentence: string;

  /** Ids of people and user groups who can help; empty if nobody in Slack can. */
  readonly askInstead: string[];

  constructor(reason: PersonRefusal, { responders, searchers }: Pick<AccessPolicy, 'responders' | 'searchers'>) {
    super(`refused: ${reason}`);
    this.code = `refused_${reason}`;
    this.sentence = sentences[reason];
    this.askInstead = [
      ...(reason === 'not_responder' ? [...responders.groups, ...responders.users] : []),
      ...(reason === 'not_searcher' ? [...searchers.groups, ...searchers.users] : []),
    ];
  }
}
