/**
 * Private answers to a click that was not carried out: why nothing was sent, and what is true instead.
 */
import type { EndedRun, RunningRun } from '../../../actions/run.ts';
import { joined, type Message, section, sentence } from '../../blocks/message.ts';
import { dateTime, outsidePlain, outsideText, userMention } from '../../blocks/text.ts';
import type { CardInput } from '../../cards/card-input.ts';
import { endedWords, plainRunLabel, runLabel } from '../../cards/describe-run.ts';
import { lastDone } from '../../cards/event-history.ts';
import { stateClause } from '../../cards/event-summary.ts';

/** Somebody was faster. `by` is the run that is under way. */
export function busy(by: RunningRun): Message {
  const since = `since ${dateTime(by.startedAt)}`;
  return {
    text: `Nothing was sent: ${plainRunLabel(by, 60)} is already being done.`,
    blocks: section(
      `Already being done by ${userMention(by.userId)} ${since}: *${runLabel(by, 60)}*.\nNothing was sent for you. The card shows how it ends.`,
    ),
  };
}

/** HEC no longer offers the action; the event is as it was read again. */
export function notOffered(input: CardInput): Message {
  const { event } = input;
  const refusal = 'Nothing was sent: HEC no longer offers this action.';
  const [last = ''] = lastDone(input);
  const shows = joined(' ', [
    sentence(stateClause(event, 'now', outsideText)),
    last === '' ? '' : `Done last: ${last}.`,
  ]);
  return {
    text: joined(' ', [refusal, sentence(stateClause(event, 'now', outsidePlain))]),
    blocks: section(joined('\n', [refusal, shows, 'The card is refreshed now.'])),
  };
}

/** The card was older than what was done since. `last` is the run that ended after the card was made. */
export function outdated(last: EndedRun): Message {
  const refusal = 'Nothing was sent: the card was older than what was done since.';
  const ended = endedWords(last, userMention(last.userId), 60);
  const since = `${ended} · ${dateTime(last.endedAt)}`;
  return {
    text: `${refusal} Look at it again.`,
    blocks: section(
      `${refusal}\n${since}\nThe card is refreshed now. Look again, and press again if it is still needed.`,
    ),
  };
}
