/** Private answers to a click that wasn't carried out: why nothing was sent, and what is true instead. */
import type { ClaimHolder, EndedRun } from '../../../actions/run.ts';
import type { SecurityEvent } from '../../../events/security-event.ts';
import { severityMark } from '../../../events/severity.ts';
import type { EventSnapshot } from '../../../services/event-snapshot.ts';
import { type Message, section } from '../../blocks/message.ts';
import {
  asMrkdwn,
  asPlain,
  dateTime,
  joined,
  md,
  outsidePlain,
  outsideText,
  plain,
  sentence,
  userMention,
} from '../../blocks/text.ts';
import { endedWords, plainRunLabel, runLabel } from '../../cards/describe-run.ts';
import { lastDone } from '../../cards/event-history.ts';
import { stateClause } from '../../cards/event-summary.ts';

/** `by` is the run in progress. */
export function busy(by: ClaimHolder): Message {
  const who = md`${userMention(by.userId)} since ${dateTime(by.startedAt)}`;
  const refusal = md`Already being done by ${who}: *${runLabel(by, 60)}*.`;
  return {
    text: plain`Nothing was sent: ${plainRunLabel(by, 60)} is already being done.`,
    blocks: section(md`${refusal}\nNothing was sent for you. The card will show the outcome.`),
  };
}

/** `snapshot` was just read from HEC. */
export function notOffered(snapshot: EventSnapshot): Message {
  const { event } = snapshot;
  const refusal = plain`Nothing was sent: HEC no longer offers this action.`;
  const [last = ''] = lastDone(snapshot);
  const shows = joined(' ', [
    sentence(stateClause(event, plain`now`, asMrkdwn)),
    last === '' ? '' : md`Last action: ${last}.`,
  ]);
  return {
    text: joined(' ', [refusal, sentence(stateClause(event, plain`now`, asPlain))]),
    blocks: section(joined('\n', [refusal, shows, plain`The card has been refreshed.`])),
  };
}

/** `event` was just read from HEC. */
export function nothingToChange({ severity }: SecurityEvent): Message {
  const { word } = severityMark(severity);
  return {
    text: plain`Nothing was sent: the event’s severity is ${outsidePlain(word, 45)} already.`,
    blocks: section(md`Nothing was sent: the event’s severity is *${outsideText(word, 45)}* already.`),
  };
}

/** `last` is the run that ended after the card was made. */
export function outdated(last: EndedRun): Message {
  const refusal = plain`Nothing was sent: this card was out of date.`;
  const ended = endedWords(last, userMention(last.userId), 60);
  const since = md`${ended} · ${dateTime(last.endedAt)}`;
  const whatNow = md`The card has been refreshed. Check it, and press the button again if the action is still needed.`;
  return {
    text: plain`${refusal} Check the card again.`,
    blocks: section(joined('\n', [refusal, since, whatNow])),
  };
}

/** The button names an email that is not the event's own. */
export function otherEmail(): Message {
  const text = plain`Nothing was sent: this button is for a different email than its event. Look up the event again.`;
  return { text, blocks: section(text) };
}

/** The card is from an installation whose records this one doesn't have. */
export function fromOtherInstallation(): Message {
  const text = plain`Nothing was sent: this card is from an older installation of the app. Look up the event again.`;
  return { text, blocks: section(text) };
}
