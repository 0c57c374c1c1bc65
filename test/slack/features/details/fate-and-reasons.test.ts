/** What HEC knows of an email, as its details say it: what became of it, and why it is suspected. */
import { expect, test } from 'vitest';
import type { WireEntity } from '../../../../playground/hec/server.ts';
import { people } from '../../../../playground/slack/server.ts';
import { expectHarmless } from '../../../support/cards/rendered.ts';
import { textOf } from '../../../support/read.ts';
import { showEvent } from '../../../support/show-event.ts';
import { start } from '../../../support/start.ts';

const emailRead = '*Subject:*';

async function detailsOf(entity: Partial<WireEntity> & { actionState?: string }, event = {}) {
  const started = await start();
  const { entityInfo } = started.hec.world.addEntity({
    ...entity,
    ...(entity.actionState !== undefined && { entityInfo: { entityActionState: entity.actionState } }),
  });
  const card = await showEvent(started, { entityId: entityInfo.entityId, ...event });
  await card.press('Details', people.member);
  const { content } = await started.slack.until(() =>
    started.slack.views(people.member).find(({ content: { blocks } }) => textOf(blocks).includes(emailRead)),
  );
  expectHarmless(content);
  return textOf(content.blocks);
}

/** Recorded answers have no flag that HEC doesn't know; the simulator's usual email has them all. */
const unsaid = {
  isQuarantined: null,
  isDeleted: null,
  isUserExposed: null,
  isRead: null,
  isRestored: null,
  isRestoreRequested: null,
  isRestoreDeclined: null,
};

test.each<[string, Partial<WireEntity>, string]>([
  [
    'held after it was read, and asked back',
    {
      entityPayload: {
        isQuarantined: true,
        isUserExposed: true,
        isRead: true,
        isRestoreRequested: true,
        restoreRequestTime: '2026-11-21T07:15:00Z',
        restoreCommentary: 'I ordered this parcel myself',
      },
    },
    'In quarantine · reached the mailbox · read · restore requested <!date^1795245300^{date_short_pretty} at {time}|2026-11-21 07:15 UTC>: “I ordered this parcel myself”',
  ],
  [
    'held before it reached anybody',
    { entityPayload: { isQuarantined: true, isUserExposed: false, isRead: false, isDeleted: true } },
    'In quarantine · did not reach the mailbox',
  ],
  [
    'deleted by its owner',
    { entityPayload: { isQuarantined: false, isDeleted: true, isUserExposed: true } },
    'Deleted · reached the mailbox',
  ],
  [
    'held, with a declined request',
    { entityPayload: { isQuarantined: true, isRestoreDeclined: true, restoreDeclineReason: 'Known scam' } },
    'In quarantine · restore request declined: “Known scam”',
  ],
])('the details of an email that is %s say that in one line', async (_title, entity, line) => {
  const { entityPayload } = entity;
  expect(await detailsOf({ ...entity, entityPayload: { ...unsaid, ...entityPayload } })).toContain(`\n${line}\n`);
});

test('the details of an email with replaced links say that, as what became of it and as what was done', async () => {
  const action = { entityActionName: 'links_replace', entityActionDate: '2026-11-20T09:30:10Z' };
  const entityActions = [{ ...action, entityActionResponseText: null, entityActionState: 'links_replaced' }];
  const text = await detailsOf({ entityActions, entityPayload: { ...unsaid, isQuarantined: false } });
  expect(text).toContain('\nNot in quarantine · links were replaced\n');
  expect(text).toContain('• Links replaced · ');
});

test('the details of an email of which HEC says nothing say nothing of it', async () => {
  const text = await detailsOf({ entityPayload: { ...unsaid, isQuarantined: null } }, { availableEventActions: null });
  expect(text).not.toMatch(/in quarantine|mailbox ·|reached|\bread\b|deleted/i);
});

const url = 'http://parcel.vale-parcels.example/confirm';
const found = 'DE89 **** **** 3000';
const everyEngine = {
  combinedVerdict: {
    ap: 'phishing',
    av: 'malicious',
    dlp: 'leak',
    clicktimeProtection: 'malicious_url',
    shadowIt: null,
  },
  ap: [
    {
      verdict: 'phishing',
      payload: {
        reasons: ['First message from this address'],
        reasons_by_category: {
          Links: [{ short_text: 'Link leads to a page that asks for a password' }, { short_text: 'Link is shortened' }],
          'Email Headers': [{ short_text: 'SPF does not pass' }],
          'Attack Analysis': [
            { name_text: 'Extortion', short_text: '<!channel> *Extortion* at https://evil.example/x' },
          ],
        },
      },
    },
  ],
  av: [{ verdict: 'malicious', statusDescription: 'Trojan-Generic', payload: { scan_details: ['Trojan-Generic'] } }],
  dlp: [
    {
      verdict: 'leak',
      payload: {
        matches_dlp_rules: ['Bank details', 'Passport numbers'],
        found_text: [found],
        scan_details: [`Bank details (very_likely): ${found}`],
        hit_count: 7,
      },
    },
  ],
  clicktimeProtection: [
    { verdict: 'malicious_url', payload: { link: url, result: { event: 'block', url } } },
    { verdict: 'malicious_url', payload: { link: url, result: { event: 'block', url } } },
  ],
  ms_defender: [{ verdict: 'hphsh', payload: { detection_reason: 'URL detonation reputation' } }],
};

test('the details tell the reasons of every engine once, by category, and not what a DLP rule found', async () => {
  const text = await detailsOf({ entitySecurityResult: everyEngine });
  for (const reason of [
    'First message from this address',
    'Link leads to a page that asks for a password',
    'Link is shortened',
    'SPF does not pass',
    'Extortion∗ at hxxps://evil[.]example/x',
    'Trojan-Generic',
    'Bank details',
    'Passport numbers',
    'URL detonation reputation',
  ]) {
    expect(text.split(reason)).toHaveLength(2);
  }
  for (const line of [
    '*Anti-phishing: phishing*',
    'Links: Link leads to a page that asks for a password · Link is shortened',
    '*Data leak (DLP): data leak* · 7 matches',
    '*Microsoft Defender: high-confidence phishing*',
    '⚠️ SPF failed',
    '`hxxp://parcel[.]vale-parcels[.]example/confirm` · 2 clicks, 2 blocked',
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toMatch(/\n.*a click on a link was blocked.*\n/);
  expect(text).not.toContain('3000');
});

test('the details tell the hash of a malware’s file', async () => {
  const text = await detailsOf({}, { type: 'malware', additionalData: { attachmentMd5: '0e9c1c5d3b6f42f0' } });
  expect(text).toContain('*Attachment’s MD5:* `0e9c1c5d3b6f42f0`');
});
