import { describe, expect, test } from 'vitest';
import { channels, manyActions, open, people } from '../support/browser/open.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

describe('the keyboard alone', () => {
  test('with the keyboard alone, a person looks up an event, opens a dialog from its card and returns to the same button', async () => {
    const { page, composer } = await open({ channel: channels.privateWithApp });
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const press = (key: string) => page.keyboard.press(key);
    const isThere = () => composer.evaluate((element) => element === document.activeElement);
    // Past everything that other tests have left in the conversation.
    for (let step = 0; step < 300 && !(await isThere()); step += 1) await press('Tab');
    expect(await isThere()).toBe(true);
    // As somebody who looks before they press: keys can come faster than the page shows what they chose.
    await page.keyboard.type('/hec');
    await page
      .getByRole('option', { name: /hec-event/ })
      .first()
      .waitFor();
    await press('Enter');
    await expect.poll(() => composer.inputValue()).toBe('/hec-event ');
    await page.keyboard.type('more than 30');
    await press('ArrowDown');
    await page.getByRole('option', { name: /more than 30/i, selected: true }).waitFor();
    await press('Enter');
    await expect.poll(() => composer.inputValue()).toBe(`/hec-event ${manyActions}`);
    await press('Enter');
    await page.getByRole('button', { name: /^More actions…/ }).waitFor();
    for (let step = 0; step < 40 && (await focused()) !== 'More actions…'; step += 1) await press('Shift+Tab');
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Actions' });
    await dialog.getByRole('button', { name: /^Quarantine/ }).waitFor();
    for (let step = 0; step < 40; step += 1) {
      await press('Tab');
      expect(
        await dialog.evaluate(
          (element) => element.contains(document.activeElement) || document.activeElement === document.body,
        ),
      ).toBe(true);
    }
    await press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await focused()).toBe('More actions…');
  });

  test('with the keyboard alone, a message’s menu opens, moves and closes', async () => {
    const { page, send, last } = await open({ channel: channels.general, user: people.member });
    await send('to be deleted');
    await last.getByText('to be deleted').waitFor();
    const menu = last.getByRole('button', { name: 'More actions' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByText('to be deleted').waitFor({ state: 'hidden' });
  });
});

describe.each([1280, 375])('axe at %i px', (width) => {
  test(`axe finds nothing serious at ${width} px in a conversation with a card, a private answer and a dialog`, async () => {
    const { page, send } = await open({ width, channel: channels.privateWithApp });
    const articles = page.getByRole('log').first().getByRole('article');
    // Earlier tests have left the same card there.
    const before = await articles.count();
    await send(`/hec-event ${manyActions}`);
    await articles
      .nth(before)
      .getByRole('button', { name: /^More actions…/ })
      .waitFor();
    await send('/hec-event help');
    await articles
      .nth(before + 1)
      .getByText('Only visible to you')
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page
      .getByRole('button', { name: /^More actions…/ })
      .last()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Quarantine/ })
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test(`axe finds nothing serious at ${width} px in the list of suggestions, the thread and the panels`, async () => {
    const { page, composer } = await open({ width, channel: channels.incident });
    await composer.fill('/hec-event ');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    expect(await seriousFaults(page, '.composer')).toEqual([]);
    await composer.fill('');
    await page
      .getByRole('button', { name: /repl(y|ies)$/ })
      .first()
      .click();
    expect(await seriousFaults(page, '.thread')).toEqual([]);
    for (const panel of ['Try this', 'Faults', 'Traffic']) {
      await page.getByRole('button', { name: panel, exact: true }).click();
      if (panel === 'Traffic') await page.locator('summary').first().click();
      expect(await seriousFaults(page, '.panel')).toEqual([]);
      await page.getByRole('button', { name: panel, exact: true }).click();
    }
  });
});

test('the theme follows the system until a person chooses one, and the choice stays', async () => {
  const { page } = await open({ dark: true });
  const lightness = () =>
    page.evaluate(() => Number(/rgb\((\d+)/.exec(getComputedStyle(document.body).backgroundColor)?.[1]));
  expect(await lightness()).toBeLessThan(60);
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect.poll(lightness).toBeGreaterThan(200);
  await page.reload();
  await expect.poll(lightness).toBeGreaterThan(200);
});
