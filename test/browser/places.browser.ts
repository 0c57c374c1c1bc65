/** Where somebody is on the page: what they see first, and the browser's Back and Forward. */
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { channels, open, people } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

const tryThis = (page: Page) => page.getByRole('complementary', { name: 'Try this' });
const thread = (page: Page) => page.getByRole('complementary', { name: 'Thread' });
const writing = (page: Page, channel: string) =>
  page.getByRole('textbox', { name: new RegExp(`^Message \\W+${channel}$`, 'u') });

/** As somebody who opens the address that the terminal shows. */
async function arrive(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.goto(inject('url'));
  await tryThis(page).waitFor();
}

test.each([1280, 375])('at %i px, a newcomer sees what to try first, and each of it leads somewhere', async (width) => {
  const { page, press } = await open({ width });
  await arrive(page);
  expect(await seriousFaults(page)).toEqual([]);
  await press(tryThis(page).getByRole('button', { name: 'Write the command', exact: true }));
  await expect.poll(() => writing(page, 'security').inputValue()).toMatch(/^\/hec-event [0-9a-f]{32}$/);
  await expect.poll(() => writing(page, 'security').evaluate((field) => field === document.activeElement)).toBe(true);
  // On a narrow screen the panel would cover what it leads to.
  expect(await tryThis(page).isVisible()).toBe(width === 1280);
  expect(await overflowing(page)).toEqual([]);
});

test('what to try is closed by a link to a place, and stays closed after a reload', async () => {
  const { page } = await open();
  expect(await tryThis(page).count()).toBe(0);
  await arrive(page);
  await page.getByRole('button', { name: 'Close Try this' }).click();
  await page.reload();
  await writing(page, 'security').waitFor();
  expect(await tryThis(page).count()).toBe(0);
});

test.each([1280, 375])('at %i px, Back and Forward go through conversations and threads', async (width) => {
  const { page, press, send, last } = await open({ width });
  const visit = async (channel: string) => {
    if (width === 375) await press(page.getByRole('button', { name: 'Back to the conversations' }));
    await press(page.getByRole('navigation').getByRole('button', { name: channel }));
    await writing(page, channel).waitFor();
  };
  await visit('forensics');
  const text = `Started at ${width} pixels`;
  await send(text);
  await last.getByText(text).waitFor();
  await last.hover();
  await press(last.getByRole('button', { name: 'Reply in thread' }));
  await thread(page).getByText(text).waitFor();
  expect(await page.title()).toBe('🔒forensics · hec-slack playground');

  await page.goBack();
  await thread(page).waitFor({ state: 'detached' });
  await writing(page, 'forensics').waitFor();
  await page.goBack();
  // On a phone, the list of conversations was between the two.
  if (width === 375) await page.getByRole('navigation').getByRole('button', { name: 'security' }).waitFor();
  if (width === 375) await page.goBack();
  await writing(page, 'security').waitFor();
  expect(await page.title()).toBe('#security · hec-slack playground');
  for (let step = 0; step < (width === 375 ? 3 : 2); step += 1) await page.goForward();
  await thread(page).getByText(text).waitFor();

  await page.reload();
  await thread(page).getByText(text).waitFor();
  expect(await overflowing(page)).toEqual([]);
});

test('Back returns to the person before, and closes a panel', async () => {
  const { page } = await open();
  const who = page.getByLabel('You are');
  await who.selectOption(people.member);
  await page.getByRole('button', { name: 'Faults', exact: true }).click();
  await page.getByRole('complementary', { name: 'Faults' }).waitFor();
  await page.goBack();
  await page.getByRole('complementary', { name: 'Faults' }).waitFor({ state: 'detached' });
  expect(await who.inputValue()).toBe(people.member);
  await page.goBack();
  await expect.poll(() => who.inputValue()).toBe(people.responder);
});

test('choosing the conversation that is open already takes no step, so that Back takes one', async () => {
  const { page, composer } = await open({ channel: channels.general });
  const visit = (channel: string) => page.getByRole('navigation').getByRole('button', { name: channel }).click();
  await visit('security');
  await writing(page, 'security').waitFor();
  await visit('security');
  await page.goBack();
  await writing(page, 'general').waitFor();
  expect(await composer.count()).toBe(1);
});
