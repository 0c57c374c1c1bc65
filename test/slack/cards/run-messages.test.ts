/** What people read about a run outside the cards: how it ended, why it was not sent, and the questions before it. */

import type { AnyBlock, InputBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { viewProblems } from '../../../playground/slack/block-kit.ts';
import { describeAction } from '../../../src/actions/registry.ts';
import { md } from '../../../src/slack/blocks/text.ts';
import { outcomeAlone, outcomeMessage } from '../../../src/slack/cards/outcome-message.ts';
import { doubtView } from '../../../src/slack/features/act/doubt-modal.ts';
import { inputView } from '../../../src/slack/features/act/input-modal.ts';
import { busy, notOffered, outdated } from '../../../src/slack/features/act/run-notices.ts';
import { buttonsOf, shownBy, words } from '../../support/cards/rendered.ts';
import { eventId, sampleEvent } from '../../support/cards/sample-event.ts';
import { sampleRun, sampleRunning, shownAt } from '../../support/cards/sample-run.ts';
import { sampleSnapshot } from '../../support/cards/sample-snapshot.ts';

const remediated = sampleEvent({ state: 'remediated' });
const still = sampleEvent({ state: 'new' });
const quarantine = '*Quarantine*, requested by <@U012ABC>,';

describe('outcomes', () => {
  test.each([
    [{ outcome: 'done' }, remediated, `✅ ${quarantine} is done. The event is now Remediated.`],
    [{ outcome: 'done' }, undefined, `✅ ${quarantine} is done. The event’s current state couldn’t be read.`],
    [{ outcome: 'done' }, sampleEvent({ state: undefined }), `✅ ${quarantine} is done.`],
    [
      { outcome: 'unchanged', taskMessage: 'Message is not quarantined' },
      still,
      `⚠️ ${quarantine} changed nothing. HEC reports it as done, but the event is still New: Message is not quarantined.`,
    ],
    [
      { outcome: 'unchanged', target: 'email' },
      still,
      `⚠️ ${quarantine} changed nothing. HEC reports it as done, but the email hasn’t moved.`,
    ],
    [
      { outcome: 'unchanged' },
      undefined,
      `⚠️ ${quarantine} changed nothing. HEC reports it as done, but nothing changed.`,
    ],
    [
      { outcome: 'unchanged', actionName: 'severityChange' },
      still,
      `⚠️ ${quarantine} changed nothing. HEC reports it as done, but the event’s severity is still Critical.`,
    ],
    [
      { outcome: 'failed', taskMessage: 'No access!' },
      still,
      `❌ ${quarantine} failed. HEC says: No access! The event is now New.`,
    ],
    [
      { outcome: 'not_sent', errorCode: 'not_offered' },
      remediated,
      `🚫 ${quarantine} wasn’t sent because HEC no longer offers it. The event is now Remediated.`,
    ],
    [{ outcome: 'failed' }, still, `❌ ${quarantine} failed. The event is now New.`],
    [
      { outcome: 'not_sent', errorCode: 'outdated' },
      still,
      `🚫 ${quarantine} wasn’t sent because the card was out of date. The event is now New.`,
    ],
    [
      { outcome: 'not_sent', errorCode: 'doubtful' },
      still,
      `🚫 ${quarantine} wasn’t sent because it may already have been applied. The event is now New.`,
    ],
    [{ outcome: 'not_sent' }, still, `🚫 ${quarantine} wasn’t sent. The event is now New.`],
    [
      { outcome: 'doubtful' },
      still,
      `❓ ${quarantine} may have been applied: HEC’s answer was lost. The event is now New. It won’t be sent again unless someone asks for it.`,
    ],
    [
      { outcome: 'still_working' },
      still,
      `⏳ ${quarantine} hasn’t finished after ten minutes. HEC is still working on it. The event is now New.`,
    ],
  ] as const)('the outcome of %j says what is true now', (changes, event, sentence) => {
    const message = outcomeMessage(sampleRun(changes), event);
    expect(shownBy({ blocks: message.blocks }).mrkdwn[0]).toBe(sentence);
    expect(message.text).toBe(sentence.replace('*Quarantine*, requested by <@U012ABC>,', 'Quarantine'));
  });

  test.each([
    ['done', '✅', 'is done after all. The event is now New.'],
    ['failed', '❌', 'failed after all. The event is now New.'],
    ['unchanged', '⚠️', 'changed nothing after all. HEC reports it as done, but the event is still New.'],
  ] as const)('an outcome of %s that corrects another says so, and what was said before', (outcome, mark, words) => {
    const { text, blocks } = outcomeMessage(sampleRun({ outcome, corrects: 'doubtful' }), still);
    expect(text).toBe(`${mark} Quarantine ${words}`);
    expect(shownBy({ blocks }).mrkdwn).toEqual([
      `${mark} ${quarantine} ${words}`,
      'Reported earlier: it may have been applied.',
    ]);
  });

  test('an outcome offers to check again only if it is uncertain', () => {
    const buttons = (outcome: 'done' | 'unchanged' | 'failed' | 'not_sent' | 'doubtful' | 'still_working') =>
      buttonsOf(outcomeMessage(sampleRun({ outcome }), still).blocks).map((button) => [button.action_id, button.value]);
    for (const outcome of ['done', 'failed', 'not_sent'] as const) expect(buttons(outcome)).toEqual([]);
    for (const outcome of ['unchanged', 'doubtful', 'still_working'] as const) {
      expect(buttons(outcome)).toEqual([['check_again', '{"runId":"run-1"}']]);
    }
  });

  test('an outcome gives HEC’s counts and, after a failure, the ids to quote to support', () => {
    const known = { succeeded: 1, failed: 2, taskId: '1691525788820900', reference: 'req-7', errorCode: 'hec_failed' };
    expect(
      words(outcomeMessage(sampleRun({ ...known, outcome: 'failed' }), still))
        .split('\n')
        .at(-1),
    ).toBe('HEC reports 1 done, 2 failed · Task `1691525788820900` · Error `hec_failed` · Reference `req-7`');
    expect(
      words(outcomeMessage(sampleRun({ ...known, taskMessage: 'Partly' }), still))
        .split('\n')
        .at(-1),
    ).toBe('HEC reports 1 done, 2 failed · HEC says: Partly');
  });

  test('an outcome counts as none what HEC did not count, and gives no counts if HEC gave none', () => {
    const linesOf = (changes: Parameters<typeof sampleRun>[0]) =>
      words(outcomeMessage(sampleRun(changes), still))
        .split('\n')
        .slice(1);
    expect(linesOf({ succeeded: 1 })).toEqual(['HEC reports 1 done, 0 failed']);
    expect(linesOf({ failed: 2 })).toEqual(['HEC reports 0 done, 2 failed']);
    expect(linesOf({})).toEqual([]);
  });

  test.each(['failed', 'unchanged'] as const)('an outcome of %s gives HEC’s words once', (outcome) => {
    const told = words(outcomeMessage(sampleRun({ outcome, taskMessage: 'No access' }), still));
    expect(told.match(/No access/g)).toHaveLength(1);
  });

  test('an outcome that stands alone also says which event it is about, as far as HEC could be read', () => {
    const lastLine = (event: typeof still | undefined) => words(outcomeAlone(sampleRun(), event)).split('\n').at(-1);
    const event = sampleEvent({ description: 'Phishing detected' });
    expect(lastLine(event)).toBe(
      `Event \`${eventId}\` · 🔴 *Critical* · Suspicious phishing · New · Phishing detected`,
    );
    expect(lastLine(undefined)).toBe(`Event \`${eventId}\``);
    expect(outcomeAlone(sampleRun(), event).text).toBe(outcomeMessage(sampleRun(), event).text);
    expect(outcomeAlone(sampleRun(), event).blocks.slice(0, 1)).toEqual(outcomeMessage(sampleRun(), event).blocks);
  });

  test('an outcome holds nothing live of what HEC says', () => {
    const run = sampleRun({ outcome: 'failed', taskMessage: '<!channel> see https://evil.com' });
    const message = outcomeMessage(run, still);
    expect(words(message)).toContain('HEC says: &lt;!channel&gt; see hxxps://evil[.]com.');
    expect(message.text).toContain('‹!channel› see hxxps://evil[.]com');
  });
});

describe('clicks that are not carried out', () => {
  test('a click that came too late names the person who was faster', () => {
    expect(words(busy(sampleRunning('sending')))).toBe(
      `Already being done by <@U012ABC> since ${shownAt(1)}: *Quarantine*.\nNothing was sent for you. The card will show the outcome.`,
    );
  });

  test('a click on an action that HEC no longer offers says what changed', () => {
    expect(words(notOffered(sampleSnapshot({ event: remediated, runs: [sampleRun()] })))).toBe(
      'Nothing was sent: HEC no longer offers this action.\nThe event is now Remediated. Last action: Quarantined by <@U012ABC>.\nThe card has been refreshed.',
    );
    expect(words(notOffered(sampleSnapshot({ event: remediated })))).toContain(
      'The event is now Remediated.\nThe card',
    );
  });

  test('the notification of a click that is not carried out says that nothing was sent, and what it was about', () => {
    expect(busy(sampleRunning('sending')).text).toMatch(/^Nothing was sent.*Quarantine/);
    expect(notOffered(sampleSnapshot({ event: remediated })).text).toMatch(
      /^Nothing was sent.*The event is now Remediated/,
    );
    expect(outdated(sampleRun()).text).toMatch(/^Nothing was sent.*card.*Check the card/);
  });

  test('a click on an outdated card says what was done since', () => {
    expect(words(outdated(sampleRun()))).toBe(
      `Nothing was sent: this card was out of date.\nQuarantined by <@U012ABC> · ${shownAt(2)}\nThe card has been refreshed. Check it, and press the button again if the action is still needed.`,
    );
  });
});

describe('the input modal', () => {
  const action = { name: 'sent to admin', parameter: { adminEmail: '', note: '', eventId: 'e' } };
  const view = inputView({
    about: sampleSnapshot(),
    label: 'Send to admin',
    description: describeAction(action),
    metadata: '{"a":1}',
  });
  const isInput = (block: AnyBlock): block is InputBlock => block.type === 'input';
  const asksFor = (blocks: readonly AnyBlock[]) =>
    blocks.filter(isInput).map((block) => [block.block_id, block.label.text, block.element.type]);

  test('the input modal asks for everything that the action needs, and is the confirmation', () => {
    expect(viewProblems('modal', view)).toEqual([]);
    expect(view).toMatchObject({ callback_id: 'action_inputs', private_metadata: '{"a":1}' });
    expect([view.title.text, view.submit?.text]).toEqual(['Send to admin', 'Send to admin']);
    expect(asksFor(view.blocks)).toEqual([
      ['input:0', 'Admin email', 'email_text_input'],
      ['input:1', 'Note', 'plain_text_input'],
    ]);
    expect(shownBy(view).mrkdwn.join('\n')).toContain('HEC sends this to the address you enter.');
  });

  test('the input modal says first why the action could not be sent', () => {
    const again = inputView({
      about: sampleSnapshot(),
      label: 'Send to admin',
      description: describeAction(action),
      metadata: '',
      error: md`HEC could not be reached.`,
    });
    expect(shownBy(again).mrkdwn[0]).toBe('⚠️ HEC could not be reached.');
  });
});

test('the question after a doubt names the doubt, what HEC shows, and what sending again means', () => {
  const view = doubtView({
    run: sampleRun({ outcome: 'doubtful' }),
    about: sampleSnapshot({ event: still }),
    metadata: 'm',
  });
  expect(viewProblems('modal', view)).toEqual([]);
  expect(view).toMatchObject({ callback_id: 'action_doubt', private_metadata: 'm' });
  expect(view.submit?.text).toBe('Send it again');
  expect(shownBy(view).mrkdwn).toEqual([
    `⚠️ *Quarantine* may already have been applied.\n<@U012ABC> requested it (${shownAt(1)}), and HEC’s answer was lost.`,
    "HEC now shows:\n🔴 *Critical* · Suspicious phishing · New\nPhishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
    'If you send it again, HEC may do it twice. Moves the email out of the mailbox.',
  ]);
});
