/** Writing and editing messages, and what becomes of a text that can't be sent. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { act, become, channels, everydayPhishing, idOf, open, people, shortly } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

const graymail = idOf('Graymail that an exception lets through');
const focused = (element: Locator) => element.evaluate((node) => node === document.activeElement);

/** Each test gives the app back as it found it. */
async function startAppAgain(page: Page): Promise<void> {
  await page.getByRole('alert').getByRole('button', { name: 'Start the app again' }).click();
  await page.getByRole('alert').waitFor({ state: 'hidden', timeout: 15_000 });
}

test.each([1280, 375])(
  'at %i px, a person edits their message, and everybody sees that it was edited',
  async (width) => {
    const { page, composer, send, last, press } = await open({ width, channel: channels.general });
    await send('The invoice is form @max, see https://example.com/?a=1&b=2');
    await last.getByText('The invoice is form').waitFor();
    await last.hover();
    await press(last.getByRole('button', { name: 'More actions' }));
    await press(page.getByRole('menuitem', { name: 'Edit message' }));
    const editor = page.getByRole('textbox', { name: 'Edit message' });
    expect(await editor.inputValue()).toBe('The invoice is form @max, see https://example.com/?a=1&b=2');
    expect(await focused(editor)).toBe(true);
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.workspace')).toEqual([]);

    await editor.press('Escape');
    await editor.waitFor({ state: 'detached' });
    expect(await last.getByText('(edited)').count()).toBe(0);

    await press(last.getByRole('button', { name: 'More actions' }));
    await press(page.getByRole('menuitem', { name: 'Edit message' }));
    await editor.fill('');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await editor.fill('The invoice is from @max');
    await press(page.getByRole('button', { name: 'Save' }));
    await last.getByText('The invoice is from').waitFor();
    await last.getByText('(edited)').waitFor();
    expect(await focused(composer)).toBe(true);
    await become(page, /Max Lindqvist/);
    await last.getByText('(edited)').waitFor();
    await last.hover();
    await press(last.getByRole('button', { name: 'More actions' }));
    expect(await page.getByRole('menuitem', { name: 'Edit message' }).count()).toBe(0);
  },
);

test('with the arrow up in an empty field, a person edits their last message, and the app answers the corrected mention', async () => {
  const { page, composer, send, last } = await open({ channel: channels.privateWithApp, user: people.otherMember });
  await send(`@hec ${'0'.repeat(32)}`);
  await last.getByText(/No event/).waitFor();
  await composer.press('ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await editor.fill(`@hec ${graymail}`);
  await editor.press('Enter');
  // Other tests leave their own messages and threads in the channel.
  const edited = page.getByRole('article').filter({ hasText: graymail }).filter({ hasText: '(edited)' });
  await edited.getByRole('button', { name: '1 reply' }).click();
  const card = page.getByRole('log', { name: 'Messages in the thread' }).getByRole('article', { name: 'HEC' });
  await card
    .getByText(/Graymail/)
    .first()
    .waitFor();
});

test('a link that is edited into a message gets its preview, and one that is edited out loses it', async () => {
  const { page, composer, send, last } = await open({ channel: channels.incident });
  await page.getByRole('button', { name: 'Try this', exact: true }).click();
  await page.getByRole('button', { name: 'Paste its link' }).first().click();
  const link = await composer.inputValue();
  await send('I will add the link in a moment');
  await last.getByText('in a moment').waitFor();
  await composer.press('ArrowUp');
  const editor = page.getByRole('textbox', { name: 'Edit message' });
  await editor.fill(`Here it is: ${link}`);
  await editor.press('Enter');
  await last.getByText('Added by HEC').waitFor();
  await composer.press('ArrowUp');
  await editor.fill('Never mind');
  await editor.press('Enter');
  await last.getByText('Never mind').waitFor();
  await expect.poll(() => last.getByText('Added by HEC').count()).toBe(0);
});

test.each([1280, 375])(
  'at %i px, a message beyond Slack’s 40,000 characters is not sent, and says by how much',
  async (width) => {
    const { page, composer, last } = await open({ width, channel: channels.general });
    await composer.fill('x'.repeat(38_000));
    const note = page.locator('.composer').getByRole('status');
    expect(await note.innerText()).toBe('');
    await composer.fill('y'.repeat(39_500));
    await note.getByText('500 characters left').waitFor();
    await composer.fill('z'.repeat(40_002));
    await note.getByText('2 characters over Slack’s limit of 40,000. Shorten the message').waitFor();
    expect(await composer.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await composer.press('Enter');
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.composer')).toEqual([]);
    expect(await composer.inputValue()).toHaveLength(40_002);
    await composer.fill('z'.repeat(40_000));
    await composer.press('Enter');
    await last.getByText('zzz').first().waitFor();
    expect(await composer.inputValue()).toBe('');
  },
);

test('a text that was not sent waits for its person in its conversation and thread, also after a reload', async () => {
  const { page, composer } = await open({ channel: channels.general });
  const visit = (channel: string) => page.getByRole('navigation').getByRole('button', { name: channel }).click();
  await composer.fill('Half a thought');
  await visit('security');
  await expect.poll(() => composer.inputValue()).toBe('');
  await become(page, /Max Lindqvist/);
  await visit('general');
  await expect.poll(() => composer.inputValue()).toBe('');
  await become(page, /Ana Reyes/);
  await expect.poll(() => composer.inputValue()).toBe('Half a thought');
  await page.reload();
  await expect.poll(() => composer.inputValue()).toBe('Half a thought');
  await composer.fill('');
});

test('a command that a stopped app can’t take stays in the field, and works when the app is back', async () => {
  const { page, composer, last } = await open({ channel: channels.pendingShared });
  await act({ act: 'kill_app' });
  await page.getByRole('alert').getByText('The app is not running').waitFor();
  await composer.fill(`/hec-event ${everydayPhishing}`);
  await composer.press('Enter');
  await last.getByText(/failed with the error "dispatch_failed"/).waitFor();
  await expect.poll(() => composer.inputValue()).toBe(`/hec-event ${everydayPhishing}`);
  await startAppAgain(page);
  await composer.press('Enter');
  await last.getByText(shortly(everydayPhishing)).waitFor();
  await expect.poll(() => composer.inputValue()).toBe('');
});

test('a text stays in the field while the playground itself does not answer', async () => {
  const { page, composer, last } = await open({ channel: channels.general });
  await page.route('**/act', (route) => route.fulfill({ body: 'no answer of the playground' }));
  await composer.fill('Is anybody there?');
  await composer.press('Enter');
  await page.getByText('The playground does not answer').waitFor();
  await expect.poll(() => composer.inputValue()).toBe('Is anybody there?');
  await page.unroute('**/act');
  await composer.press('Enter');
  await last.getByText('Is anybody there?').waitFor();
});

test('what a person writes while their text is on its way back is kept below it', async () => {
  const { page, composer } = await open({ channel: channels.general });
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/act', async (route) => {
    await held;
    await route.fulfill({ body: 'no answer of the playground' });
  });
  await composer.fill('first');
  await composer.press('Enter');
  await composer.fill('second');
  answer();
  await expect.poll(() => composer.inputValue()).toBe('first\nsecond');
});
