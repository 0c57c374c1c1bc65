import { describe, expect, test } from 'vitest';
import { channels, everydayPhishing, manyActions, open, people, shortly } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';

const hostile = '590d5df954474ef30181f5eca879f6d2';
const huge = '8bdcdb38054586f737795ef05810d5e7';
const bothDirections = '1b4b24a991a174a169b97b1b84718235';

describe('a phone', () => {
  test('at 375 px, cards are shown whole, with nothing overflowing', async () => {
    const { page, send, last } = await open({ width: 375, user: people.member });
    const events = { everydayPhishing, manyActions, hostile, huge, bothDirections };
    for (const [name, id] of Object.entries(events)) {
      await send(`/hec-event ${id}`);
      await last.getByText(shortly(id)).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(375);
      expect(await overflowing(page), name).toEqual([]);
    }
  });

  test('at 375 px, an unfurl in a thread is shown whole, and the thread fills the screen', async () => {
    const { page } = await open({ width: 375, channel: channels.incident });
    await page.getByRole('button', { name: 'Try this', exact: true }).click();
    await page.getByRole('button', { name: 'Paste the link' }).click();
    await page.getByRole('textbox', { name: 'Reply in the thread' }).press('Enter');
    await page.getByRole('article').last().getByText('Added by HEC').waitFor();
    expect(await overflowing(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close the thread' }).click();
    await page.getByRole('textbox', { name: 'Message #incident-42' }).waitFor();
  });

  test('at 375 px, the list of conversations and the conversation take turns', async () => {
    const { page, composer } = await open({ width: 375 });
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await composer.waitFor({ state: 'hidden' });
    await page.getByRole('navigation').getByRole('button', { name: 'incident-42' }).click();
    await page.getByRole('textbox', { name: 'Message #incident-42' }).waitFor();
  });

  test('the phone button shows the 375 px layout on a wide screen', async () => {
    const { page, send, last } = await open({ user: people.member });
    await page.getByRole('button', { name: 'Phone' }).click();
    await send(`/hec-event ${everydayPhishing}`);
    await last.getByText(shortly(everydayPhishing)).waitFor();
    expect(await page.locator('.workspace').evaluate(({ clientWidth }) => clientWidth)).toBe(375);
    expect(await overflowing(page)).toEqual([]);
    await page.getByRole('navigation').waitFor({ state: 'hidden' });
  });
});
