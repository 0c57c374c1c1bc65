import { expect, test } from 'vitest';
import { appDirectMessage } from '../../playground/slack/ids.ts';
import { become, channels, everydayPhishing, idOf, open, people } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

const withAttachments = idOf('Malware that HEC has already');

test.each([1280, 375])(
  'at %i px, an event looked up from the Home can be read to its end and is listed there afterwards',
  async (width) => {
    const { page, press } = await open({ width, channel: appDirectMessage(people.responder) });
    const home = page.getByRole('region', { name: 'Home' });
    await home.getByText('You can look up security events, search for them and act on them.').waitFor();
    const lookUp = home.getByRole('button', { name: /^Look up an event/ });
    await press(lookUp);
    await page.getByLabel('Event id or portal link').fill(withAttachments);
    expect(await page.getByLabel(/Show it in/).inputValue()).toBe('');
    await press(page.getByRole('dialog').getByRole('button', { name: 'Look up' }));

    const details = page.getByRole('dialog', { name: 'Event details' });
    for (const fact of [/^dispatch@parcel-point/, /^delivery-note/, '0e9c1c5d3b6f42f0a7a1d7d0c4e5b6a7', /1\.2 MB/]) {
      await details.getByText(fact).first().waitFor();
    }
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.dialog')).toEqual([]);
    await page.keyboard.press('End');
    const last = details.locator('.blocks > *').last();
    const bottom = () => last.evaluate((element) => element.getBoundingClientRect().bottom);
    await expect.poll(bottom).toBeLessThan(760);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'hidden' });
    expect(await lookUp.evaluate((element) => element === document.activeElement)).toBe(true);

    await press(page.getByRole('tab', { name: 'Messages' }));
    await press(page.getByRole('tab', { name: 'Home' }));
    await home.getByText(/“Delivery note 88412”/).waitFor();
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.home')).toEqual([]);
    await press(home.getByRole('button', { name: /^Details, recent 1/ }));
    await details.getByText(withAttachments).waitFor();
  },
);

test('the Home tells a member whom to ask, and a guest nothing', async () => {
  const { page } = await open({ user: people.member, channel: appDirectMessage(people.member) });
  const home = page.getByRole('region', { name: 'Home' });
  await home.getByText(/Only responders may act on security events.*@sec-oncall/).waitFor();
  await become(page, /Gwen Auditor/);
  await page.getByRole('navigation').getByRole('button', { name: 'HEC' }).click();
  await home.getByText('You can’t see security events here.').waitFor();
  expect(await home.innerText()).not.toMatch(/How this app is set up|Recently/);
});

test('the shortcut shows an event in a channel with a note, and offers no channel that another organisation reads', async () => {
  const { page, last } = await open({ channel: channels.general });
  await page.getByRole('button', { name: 'Shortcuts' }).click();
  await page.getByRole('menuitem', { name: 'Look up HEC event' }).click();
  const dialog = page.getByRole('dialog', { name: 'Look up an event' });
  await dialog.getByLabel('Event id or portal link').fill(everydayPhishing);
  const where = dialog.getByLabel(/Show it in/);
  const offered = await where.getByRole('option').allInnerTexts();
  expect(offered).toContain('#incident-42');
  expect(offered).not.toContain('#shared-partner');
  expect(offered).not.toContain('#incident-7');
  await where.selectOption('#general');
  await dialog.getByLabel(/Note/).fill('Has anybody else got this one?');
  await dialog.getByRole('button', { name: 'Look up' }).click();
  await dialog.getByText(/Not shown: the app isn’t in this channel/).waitFor();
  await where.selectOption('#incident-42');
  await dialog.getByRole('button', { name: 'Look up' }).click();
  await page.getByText(/shown in #incident-42/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('navigation').getByRole('button', { name: 'incident-42' }).click();
  await last.getByText('Has anybody else got this one?').waitFor();
  await last.getByRole('heading', { name: /High · Phishing/ }).waitFor();
});
