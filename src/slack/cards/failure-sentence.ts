/** What a person reads of a failure: its sentence, and of an email that no event is about, what HEC knows of it. */
import type { KnownError } from '../../errors.ts';
import { EmailWithoutEventError } from '../../events/errors.ts';
import { errorSentence, joined, type Mrkdwn } from '../blocks/text.ts';
import { emailLines } from './email-lines.ts';

/** Not for others: nobody looks an email up to show it to them. */
export function failureSentence(error: KnownError): Mrkdwn {
  if (!(error instanceof EmailWithoutEventError)) return errorSentence(error);
  return joined('\n', [errorSentence(error), emailLines(error.email)]);
}
