import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { asksForAddress, become, channels, idOf, type Opened, open, people } from '../support/browser/open.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';
import { traffic } from '../support/browser/traffic.ts';

/** HEC takes its time, and the app looks less often the longer that lasts. */
const inTheEnd = { timeout: 12_000 };

/** How often HEC was asked to act on this event. */
async function askedToAct(page: Page, eventId: string): Promise<number> {
  const sent = (await traffic(page)).filter(({ title }) => title.endsWith('/action/event'));
  return sent.filter(({ request }) => JSON.stringify(request).includes(eventId)).length;
}

async function focusWithTab(page: Page, key: 'Tab' | 'Shift+Tab', button: Locator): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
}

/** Looks an event up; then the last message is its card, and not one from before. */
async function show({ send, last }: Opened, eventId: string): Promise<void> {
  await send(`/hec-event ${eventId}`);
  await last.getByText(eventId.slice(0, 8)).first().waitFor();
}

async function pressAndConfirm(page: Page, card: Locator, name: RegExp): Promise<void> {
  await card.getByRole('button', { name }).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
}

async function openThread(page: Page, card: Locator): Promise<Locator> {
  await card.getByRole('button', { name: '1 reply' }).click(inTheEnd);
  return page.getByRole('log', { name: 'Messages in the thread' }).getByRole('article').last();
}

describe('responders', () => {
  test('a responder quarantines by keyboard, and everybody sees it run and end in each channel that shows the event', async () => {
    const eventId = idOf('Suspicious phishing that waits');
    const elsewhere = await open({ user: people.member, channel: channels.incident });
    await show(elsewhere, eventId);
    const here = await open();
    await show(here, eventId);
    const { page, last } = here;
    const button = last.getByRole('button', { name: /^Quarantine/ });
    await focusWithTab(page, 'Shift+Tab', button);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Quarantine?' });
    await dialog
      .getByText(new RegExp(`Moves the email out of the mailbox.*From .*Event ${eventId.slice(0, 8)}…`, 's'))
      .waitFor();
    expect(await seriousFaults(page, '.dialog')).toEqual([]);
    await focusWithTab(page, 'Tab', dialog.getByRole('button', { name: 'Quarantine' }));
    await page.keyboard.press('Enter');

    for (const card of [last, elsewhere.last]) {
      await card.getByText(/Quarantine is running, requested by @Ana Reyes/).waitFor();
      expect(await card.getByRole('button', { name: /^(Quarantine|Dismiss)/ }).count()).toBe(0);
    }
    for (const card of [last, elsewhere.last]) {
      await card.getByText(/Quarantined by @Ana Reyes/).waitFor(inTheEnd);
      await card.getByRole('heading', { name: /Remediated/ }).waitFor();
      await card.getByRole('button', { name: /^Restore/ }).waitFor();
    }
    const outcome = await openThread(page, last);
    await outcome.getByText(/Quarantine, requested by @Ana Reyes, is done. The event is now Remediated/).waitFor();
    expect(await elsewhere.last.getByRole('button', { name: /repl/ }).count()).toBe(0);
    expect(await askedToAct(page, eventId)).toBe(1);
  });

  test('when two responders press at the same moment, HEC gets one action and one of them is told', async () => {
    const eventId = idOf('Someone has clicked');
    const opened = await open();
    const { page } = opened;
    await show(opened, eventId);
    await page.getByRole('button', { name: 'Try this', exact: true }).click();
    await page.getByRole('button', { name: 'Press as both' }).click();
    const told = page.getByText(/Already being done by/);
    await expect
      .poll(async () => {
        await become(page, /Ana Reyes/);
        if ((await told.count()) > 0) return true;
        await become(page, /Omar Haddad/);
        return (await told.count()) > 0;
      })
      .toBe(true);
    expect(await askedToAct(page, eventId)).toBe(1);
  });

  test('a responder is asked for an address in a dialog that shows mistakes beside the input', async () => {
    const opened = await open({ channel: channels.privateWithApp });
    const { page, last } = opened;
    await show(opened, asksForAddress);
    await last.getByRole('button', { name: /^Send to admin/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Send to admin' });
    const field = dialog.getByLabel('Admin email');
    await field.waitFor();
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    const submit = dialog.getByRole('button', { name: 'Send to admin' });
    await submit.click();
    await dialog.getByRole('alert').getByText('Please complete this required field.').waitFor();
    await field.fill('someone@elsewhere.example');
    await submit.click();
    await dialog
      .getByRole('alert')
      .getByText(/Only addresses in harbour-freight.example/)
      .waitFor();
    expect(await seriousFaults(page, '.dialog')).toEqual([]);
    expect(await askedToAct(page, asksForAddress)).toBe(0);
    await field.fill('admin@harbour-freight.example');
    await submit.click();
    const sent = page.getByRole('dialog').getByText('Sent to HEC');
    await sent.waitFor();
    await page.keyboard.press('Escape');
    await sent.waitFor({ state: 'hidden' });
    await last.getByText(/Send to admin.* is running/).waitFor();
    expect(await askedToAct(page, asksForAddress)).toBe(1);
  });
});

test('a member who tries to act is told privately whom to ask, and nothing is sent', async () => {
  const eventId = idOf('Malicious link in Gmail');
  const opened = await open({ user: people.member, channel: channels.incident });
  const { page, last } = opened;
  await show(opened, eventId);
  await pressAndConfirm(page, last, /^Quarantine/);
  await last.getByText(/Only responders may act.*@sec-oncall/).waitFor();
  expect(await last.innerText()).toContain('Only visible to you');
  expect(await askedToAct(page, eventId)).toBe(0);
});

describe('interrupted actions', () => {
  test('an app that is killed and started again finishes its action, which is sent once', async () => {
    const eventId = idOf('Spam, lowest severity');
    const opened = await open({ channel: channels.privateWithApp });
    const { page, last } = opened;
    await page.getByRole('button', { name: 'Faults' }).click();
    await show(opened, eventId);
    await pressAndConfirm(page, last, /^Quarantine/);
    await last.getByText(/is running.*HEC is working on it/).waitFor();
    await page.getByRole('button', { name: 'Kill the app' }).click();
    const alert = page.getByRole('alert');
    await alert.getByRole('button', { name: 'Start the app again' }).click();
    await alert.waitFor({ state: 'hidden', timeout: 15_000 });
    await last.getByText(/Quarantined by @Ana Reyes/).waitFor(inTheEnd);
    const outcome = await openThread(page, last);
    await outcome.getByText(/is done. The event is now Remediated/).waitFor();
    expect(await askedToAct(page, eventId)).toBe(1);
  });

  test('an action whose answer HEC loses is shown as in doubt, and “Check again” settles it', async () => {
    const eventId = idOf('Malware in a Teams chat');
    const opened = await open({ channel: channels.incident });
    const { page, last } = opened;
    await page.getByRole('button', { name: 'Faults' }).click();
    const losing = page.getByRole('switch', { name: /Loses its answers to actions/ });
    await losing.click();
    await page.getByRole('button', { name: 'Faults (1 on)' }).waitFor();
    await show(opened, eventId);
    await pressAndConfirm(page, last, /^Dismiss/);
    await last.getByText(/Dismiss by @Ana Reyes may have been applied/).waitFor();
    await pressAndConfirm(page, last, /^Dismiss/);
    const again = page.getByRole('dialog', { name: 'Send it again?' });
    await again.getByText(/Dismiss may already have been applied/).waitFor();
    await again.getByRole('button', { name: 'Cancel' }).click();
    await losing.click();
    await page.getByRole('button', { name: 'Close Faults' }).click();
    const outcome = await openThread(page, last);
    await expect
      .poll(
        async () => {
          const button = outcome.getByRole('button', { name: /^Check again/ });
          if (await button.isVisible()) await button.click({ timeout: 1_000 });
          return outcome.innerText();
        },
        { ...inTheEnd, interval: 500 },
      )
      .toMatch(/Dismiss, requested by @Ana Reyes, is done/);
    await last.getByText(/Dismissed by @Ana Reyes/).waitFor();
    expect(await askedToAct(page, eventId)).toBe(1);
  });
});
