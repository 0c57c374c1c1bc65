/** What became of an email, in words: "In the mailbox · read · reported by the user". */
import type { FateFact } from '../../events/email-fate.ts';
import { asMrkdwn, capitalised, dateTime, joined, type Mrkdwn, md, plain, quoted } from '../blocks/text.ts';

/** '' if HEC says nothing. With what people wrote, at most 500 characters. */
export function fateLine(facts: readonly FateFact[]): Mrkdwn {
  return capitalised(joined(' · ', facts.map(fateWords)));
}

/** A person's words take most of the room. */
const wordsMax = 122;

/** To stand within a line, so it begins with a small letter. */
export function fateWords(fact: FateFact): Mrkdwn {
  switch (fact.kind) {
    case 'in_quarantine':
      return plain`in quarantine`;
    case 'in_mailbox':
      return plain`in the mailbox`;
    case 'in_junk':
      return plain`in the junk folder`;
    case 'deleted':
      return plain`deleted`;
    case 'not_in_quarantine':
      return plain`not in quarantine`;
    case 'reached_mailbox':
      return plain`reached the mailbox`;
    case 'never_reached_mailbox':
      return plain`did not reach the mailbox`;
    case 'read':
      return plain`read`;
    case 'link_clicked':
      return plain`a link was clicked`;
    case 'click_blocked':
      return plain`a click on a link was blocked`;
    case 'reported':
      return plain`reported by the user`;
    case 'restored':
      return plain`restored`;
    case 'links_replaced':
      return plain`links were replaced`;
    case 'hec_notice':
      return plain`HEC’s own notice about another email`;
    case 'restore_requested':
      return restoreRequested(fact);
    case 'request_declined':
      return joined(': ', [plain`restore request declined`, quoted(fact.reason ?? '', wordsMax, asMrkdwn)]);
  }
}

function restoreRequested({ at, words = '' }: Extract<FateFact, { kind: 'restore_requested' }>): Mrkdwn {
  const when = at === undefined ? md`restore requested` : md`restore requested ${dateTime(at)}`;
  return joined(': ', [when, quoted(words, wordsMax, asMrkdwn)]);
}
