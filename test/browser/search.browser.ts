import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { act, channels, open, people } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

const phishing = '/hec-event search type:phishing,malware severity:medium+ last:30d';

/** How many lines of text each row takes. */
async function linesOfRows(list: Locator): Promise<number[]> {
  const rows = list.locator('.block-section').filter({ has: list.page().getByRole('button', { name: /^Open \d+/ }) });
  const lines = (text: Locator) =>
    text.evaluate((shown) => {
      const range = document.createRange();
      range.selectNodeContents(shown);
      const lineHeight = Number.parseFloat(getComputedStyle(shown).lineHeight);
      return Math.round(range.getBoundingClientRect().height / lineHeight);
    });
  const counts: number[] = [];
  for (const row of await rows.all()) {
    const smallPrint = row.locator('xpath=following-sibling::*[1]');
    counts.push((await lines(row.locator('.section-body'))) + (await lines(smallPrint)));
  }
  return counts;
}

describe('searching', () => {
  test.each([1280, 375])(
    'at %i px, a search by typing is paged, and an event that it found is shown to all',
    async (width) => {
      const { page, send, press, last } = await open({ width, channel: channels.security });
      await send(phishing);
      const list = page.getByRole('dialog', { name: 'Search' });
      await list.getByText(/^\d+ events$/).waitFor();
      await list.getByText('Medium or worse, phishing or malware, in the last 30 days').waitFor();
      expect(await list.getByRole('button', { name: /^Open \d+/ }).count()).toBe(10);
      await list.getByText(/→/).nth(5).waitFor();
      expect(Math.max(...(await linesOfRows(list)))).toBeLessThanOrEqual(3);
      expect(await overflowing(page)).toEqual([]);
      expect(await seriousFaults(page, '.dialog')).toEqual([]);

      await press(list.getByRole('button', { name: 'Next' }));
      await list.getByText(/^11 to 20 of/).waitFor();
      await press(list.getByRole('button', { name: /^Open 11/ }));
      const details = page.getByRole('dialog', { name: 'Event details' });
      await press(details.getByRole('button', { name: /^Show here/ }));
      await page.getByText(/the event is shown in #security/).waitFor();
      await page.keyboard.press('Escape');
      await list.getByText(/^11 to 20 of/).waitFor();
      await page.keyboard.press('Escape');
      await list.waitFor({ state: 'hidden' });
      await last.getByRole('button', { name: /^Details/ }).waitFor();
      await last.getByText(/asked for by/).waitFor();
    },
  );

  test.each([1280, 375])(
    'at %i px, a shared summary shows how many, how bad, and what the worst are',
    async (width) => {
      const { page, send, press, last } = await open({ width, channel: channels.security });
      await send(phishing);
      const list = page.getByRole('dialog', { name: 'Search' });
      await list.getByText(/^\d+ events$/).waitFor();
      await press(list.getByRole('button', { name: 'Share a summary' }));
      const form = page.getByRole('dialog', { name: 'Share a summary' });
      await form.getByLabel(/Note/).fill('Same sender as this morning.');
      await press(form.getByRole('button', { name: 'Share', exact: true }));
      await page.getByText(/Done: the summary is in #security/).waitFor();
      await page.keyboard.press('Escape');
      await list.waitFor();
      await page.keyboard.press('Escape');
      await list.waitFor({ state: 'hidden' });
      await last.getByText(/Critical: \d+ · 🟠 High: \d+/).waitFor();
      const rows = last.getByRole('table', { name: 'The worst events' }).getByRole('row');
      expect(await rows.nth(0).innerText()).toBe('Severity\tState\tEvent');
      expect(await rows.nth(1).innerText()).toMatch(/^🔴 Critical\t\w+\t“.+”$/);
      expect(await rows.count()).toBe(6);
      const heights = await rows.evaluateAll((all) => all.map((row) => row.clientHeight));
      expect(Math.max(...heights)).toBeLessThan(40);
      expect(await overflowing(page)).toEqual([]);
      expect(await seriousFaults(page, '.workspace')).toEqual([]);
    },
  );

  test('while HEC is down, the list says so, keeps the filters, and tries again at a press', async () => {
    const { page, send, press } = await open({ channel: channels.security });
    await act({ act: 'hec_fault', fault: 'down' });
    await send(phishing);
    const list = page.getByRole('dialog', { name: 'Search' });
    await list.getByText(/can’t reach HEC|isn’t answering/).waitFor({ timeout: 20_000 });
    await list.getByText('Medium or worse, phishing or malware, in the last 30 days').waitFor();
    await act({ act: 'hec_fault', fault: null });
    await expect
      .poll(
        async () => {
          const again = list.getByRole('button', { name: 'Try again' });
          if (await again.isVisible()) await press(again);
          return list.getByRole('button', { name: /^Open \d+/ }).count();
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toBe(10);
  });

  test('somebody who may not search is told whom to ask', async () => {
    const { page, send } = await open({ user: people.member, channel: channels.security });
    await send(phishing);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/may search for events and emails, and you aren’t on it|Ask @/).waitFor();
    // It would stay open for this person in the tests after this one.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});
