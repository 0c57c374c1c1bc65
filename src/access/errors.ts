/** A refusal as an error: the person reads why, and whom to ask. */
import { KnownError } from '../errors.ts';
import type { PersonRefusal } from './people.ts';

const sentences: Record<PersonRefusal, string> = {
  guest: 'Guests can’t look up security events. Ask a full member of this workspace.',
  outsider: 'Only people of the organisation that runs this app can look up its security events.',
  bot: 'Bots can’t look up security events.',
  deactivated: 'Deactivated people can’t look up security events.',
  not_listed:
    'You are not on the list of people who may look up security events. Ask whoever runs this app to add you to HEC_VIEWERS.',
  unknown: 'Slack did not say who you are, so nothing was looked up. Try again in a minute.',
};

export class RefusedError extends KnownError {
  readonly code: `refused_${PersonRefusal}`;
  readonly sentence: string;

  constructor(reason: PersonRefusal) {
    super(`refused: ${reason}`);
    this.code = `refused_${reason}`;
    this.sentence = sentences[reason];
  }
}
