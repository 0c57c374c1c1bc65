import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { appDirectMessage } from '../../playground/slack/ids.ts';
import { type Opened, open, people } from '../support/browser/open.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';
import { traffic } from '../support/browser/traffic.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const options = ['low', 'medium', 'high'].map((value) => ({ text: plain(value), value }));
const confirm = {
  title: plain('Quarantine this email?'),
  text: { type: 'mrkdwn', text: 'It is taken out of *Ana’s* mailbox.' },
  confirm: plain('Quarantine'),
  deny: plain('Cancel'),
  style: 'danger',
};
const blocks = [
  { type: 'header', text: plain('One of each') },
  {
    type: 'section',
    text: { type: 'mrkdwn', text: 'A *section* with a menu' },
    accessory: { type: 'overflow', action_id: 'overflow', options: options.slice(0, 2) },
  },
  {
    type: 'section',
    fields: [
      { type: 'mrkdwn', text: '*Severity*\nHigh' },
      { type: 'mrkdwn', text: '*State*\nNew' },
    ],
  },
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'asks', text: plain('Asks first'), style: 'danger', confirm },
      { type: 'static_select', action_id: 'severity', placeholder: plain('Severity'), options },
      { type: 'datepicker', action_id: 'date', placeholder: plain('Day') },
    ],
  },
  { type: 'input', block_id: 'note', label: plain('Note'), element: { type: 'plain_text_input', multiline: true } },
  { type: 'input', block_id: 'who', label: plain('Who'), element: { type: 'users_select' } },
  { type: 'input', block_id: 'where', label: plain('Where'), element: { type: 'conversations_select' } },
  { type: 'input', block_id: 'radio', label: plain('How bad'), element: { type: 'radio_buttons', options } },
  { type: 'input', block_id: 'check', label: plain('Which'), element: { type: 'checkboxes', options } },
  { type: 'image', image_url: 'https://elsewhere.example/chart.png', alt_text: 'A chart from elsewhere' },
  { type: 'divider' },
  { type: 'context', elements: [{ type: 'mrkdwn', text: 'for <@U0RESPOND1>' }] },
];

/** The last click that the app was told of; 'none' without one. */
async function lastAction(page: Page): Promise<string> {
  const click = (await traffic(page)).findLast(({ title }) => title === 'block_actions');
  return JSON.stringify(click?.request ?? 'none');
}

/** Calls the local Slack in the app's name. */
async function callSlack(method: string, body: unknown): Promise<unknown> {
  const { url, token } = inject('slackApi');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return (await fetch(`${url}${method}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

/** A Home with these elements, in the place of the app's own for a guest, which the app publishes once at each opening. */
async function openHome(): Promise<Opened> {
  const user = people.multiChannelGuest;
  const opened = await open({ user, channel: appDirectMessage(user) });
  await opened.page.getByText('You can’t see security events here.').waitFor();
  const answer = await callSlack('views.publish', { user_id: user, view: { type: 'home', blocks } });
  expect(answer).toMatchObject({ ok: true });
  return opened;
}

describe('Block Kit elements', () => {
  test('all elements that the app may use are drawn with labels, and an image only as its alt text', async () => {
    const { page } = await openHome();
    await page.getByRole('heading', { name: 'One of each' }).waitFor();
    await page.getByRole('img', { name: 'A chart from elsewhere' }).waitFor();
    for (const label of ['Note', 'Who', 'Where', 'Severity', 'Day'])
      await page.getByLabel(label, { exact: true }).waitFor();
    await page.getByRole('radiogroup', { name: 'How bad' }).getByLabel('high').waitFor();
    await page.getByRole('group', { name: 'Which' }).getByLabel('low').waitFor();
    await page.getByText('@Ana Reyes').waitFor();
    expect(await page.locator('.block-unknown').count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('a button that asks for confirmation tells the app nothing on Escape, and everything once confirmed', async () => {
    const { page } = await openHome();
    const button = page.getByRole('button', { name: 'Asks first' });
    await button.click();
    const dialog = page.getByRole('dialog', { name: 'Quarantine this email?' });
    await dialog.getByText('It is taken out of').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await lastAction(page)).not.toContain('"asks"');
    await button.click();
    await dialog.getByRole('button', { name: 'Quarantine' }).click();
    await expect.poll(() => lastAction(page)).toContain('"asks"');
  });

  test('menus and dates tell the app what was chosen', async () => {
    const { page } = await openHome();
    await page.getByLabel('Severity', { exact: true }).selectOption('medium');
    await expect.poll(() => lastAction(page)).toMatch(/"severity".*"value":"medium"/);
    await page.getByLabel('Day', { exact: true }).fill('2026-11-23');
    await expect.poll(() => lastAction(page)).toMatch(/"date".*2026-11-23/);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'low' }).click();
    await expect.poll(() => lastAction(page)).toMatch(/"overflow".*"value":"low"/);
  });
});
