import { describe, expect, test } from 'vitest';
import { resultView, sent, sentAlone, sentUnseen, shownThere } from '../../../src/slack/cards/result-view.ts';
import { shownBy, words } from '../../support/cards/rendered.ts';

describe('what a modal says once it is submitted', () => {
  test('a modal says that the action was sent, and where its outcome will be told', () => {
    expect([sent(), sentAlone(), sentUnseen()].map(words)).toEqual([
      'Sent to HEC. Follow progress on the card.',
      'Sent to HEC. This app will message you the outcome.',
      'Sent to HEC. Updates can’t be shown in this conversation, so look up the event again to see the outcome.',
    ]);
  });

  test('a modal says what happened instead, and points to the card if nothing did', () => {
    expect(shownBy(resultView(sentAlone()).view).mrkdwn).toEqual(shownBy({ blocks: sentAlone().blocks }).mrkdwn);
    expect(shownBy(resultView(undefined).view).mrkdwn).toEqual(['Sent to HEC. Follow progress on the card.']);
  });

  test('a modal says where an event is shown', () => {
    expect(words(shownThere('C012ABC', undefined))).toBe('Done: the event is shown in <#C012ABC>.');
    expect(words(shownThere('C012ABC', '1.2'))).toBe('Done: the event is shown in the thread in <#C012ABC>.');
  });
});
