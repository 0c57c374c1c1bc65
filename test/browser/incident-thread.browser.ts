/** Each test acts on an event of its own, since the world remembers. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { channels, idOf, type Opened, open, people } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

const quarantined = idOf('Malware that HEC has already');
const askedBack = idOf('Quarantined mail whose reader');
const fileLeak = idOf('A leaked file');

/** HEC takes its time, and the app looks less often the longer that lasts. */
const inTheEnd = { timeout: 15_000 };

/** Posts something new in the channel. */
async function post({ send, last }: Opened, text: string): Promise<void> {
  await send(text);
  await last.getByText(text).waitFor();
}

async function choose({ page, last, press }: Opened, item: string): Promise<void> {
  await last.hover();
  await press(last.getByRole('button', { name: 'More actions' }));
  await press(page.getByRole('menuitem', { name: item }));
}

const more = (card: Locator) => card.getByRole('button', { name: /^More…/ });

test.each([1280, 375])(
  'at %i px, a mention in a thread suggests events while it is written, and is answered with a short card',
  async (width) => {
    const opened = await open({ width, channel: channels.incident, user: people.member });
    const { page, last, lastInThread, press } = opened;
    await post(opened, `Incident seen at ${width} pixels`);
    await last.hover();
    await press(last.getByRole('button', { name: 'Reply in thread' }));
    await page.getByRole('textbox', { name: 'Reply in the thread' }).pressSequentially('@hec reader');
    await press(page.getByRole('option', { name: /whose reader asks for it back/ }));
    await page.keyboard.press('Enter');
    await lastInThread.getByText(/Medium · Suspicious malware/).waitFor();
    expect(await lastInThread.getByRole('button').allInnerTexts()).toContain('More…');
    expect(await lastInThread.getByText(askedBack).count()).toBe(0);
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.thread')).toEqual([]);
    await press(more(lastInThread));
    const details = page.getByRole('dialog', { name: 'Event details' });
    await details.getByText(askedBack).waitFor();
    await press(details.getByRole('button', { name: /^Share…/ }));
    await page.getByLabel(/in a message’s thread/).waitFor();
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.dialog')).toEqual([]);
    // A modal follows its person onto every page.
    await page.keyboard.press('Escape');
    await details.getByText(askedBack).waitFor();
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'hidden' });
  },
);

test.each([1280, 375])(
  'at %i px, a message that names several events lets the person choose, and one that names none asks for an id',
  async (width) => {
    const opened = await open({ width, channel: channels.security });
    const { page, last, lastInThread, press } = opened;
    await post(opened, `These two: ${quarantined} and ${fileLeak}`);
    await choose(opened, 'Show HEC event');
    const choice = page.getByRole('dialog', { name: 'Show events' });
    const boxes = choice.getByRole('group', { name: 'Events in this message' }).getByRole('checkbox');
    await boxes.nth(1).waitFor();
    await press(choice.getByRole('button', { name: 'Show in thread' }));
    await choice.getByRole('alert').getByText('Please complete this required field.').waitFor();
    for (const box of await boxes.all()) await press(box);
    expect(await choice.getByRole('alert').count()).toBe(0);
    expect(await overflowing(page)).toEqual([]);
    expect(await seriousFaults(page, '.dialog')).toEqual([]);
    await press(choice.getByRole('button', { name: 'Show in thread' }));
    await page.getByText(/shown in the thread in/).waitFor();
    await page.keyboard.press('Escape');
    await press(last.getByRole('button', { name: '2 replies' }));
    await more(lastInThread).waitFor();
    await press(page.getByRole('button', { name: 'Close the thread' }));

    await post(opened, 'Nothing to see here');
    await choose(opened, 'Show HEC event');
    const asked = page.getByRole('dialog', { name: 'Look up an event' });
    const field = asked.getByLabel('Event id or portal link');
    await field.fill('no id either');
    await press(asked.getByRole('button', { name: 'Look up' }));
    await asked
      .getByRole('alert')
      .getByText(/neither an event id nor a portal link/)
      .waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(fileLeak);
    await press(asked.getByRole('button', { name: 'Look up' }));
    await page.getByText(/shown in the thread in/).waitFor();
    await page.keyboard.press('Escape');
    await last.getByRole('button', { name: '1 reply' }).waitFor();
  },
);

test('a card shared from one thread to another with a note changes in both threads', async () => {
  const eventId = idOf('Graymail that an exception lets through');
  const watcher = await open({ channel: channels.security, user: people.otherResponder });
  await post(watcher, `Is ${eventId} anything?`);
  await choose(watcher, 'Show HEC event');
  await watcher.press(watcher.last.getByRole('button', { name: '1 reply' }));
  await more(watcher.lastInThread).waitFor();

  const phone = await open({ width: 375, channel: channels.privateWithApp });
  const { page, last, lastInThread, press } = phone;
  await post(phone, 'All graymail goes here');
  await choose(phone, 'Copy link');
  await page.getByText('Link copied').waitFor();

  await page.getByRole('button', { name: 'Back to the conversations' }).tap();
  await page.getByRole('navigation').getByRole('button', { name: 'security' }).tap();
  await press(last.getByRole('button', { name: '1 reply' }));
  await press(more(lastInThread));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Email' }).waitFor();
  await press(dialog.getByRole('button', { name: /^Share…/ }));
  const link = dialog.getByLabel(/in a message’s thread/);
  await link.waitFor();
  expect(await overflowing(page)).toEqual([]);
  expect(await seriousFaults(page, '.dialog')).toEqual([]);
  await link.press('Control+V');
  await dialog.getByLabel(/Note/).fill('Is this yours?\nSee https://port-gazette.example/unsubscribe');
  await press(dialog.getByRole('button', { name: 'Share', exact: true }));
  await page.getByRole('dialog', { name: 'Event details' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await press(page.getByRole('button', { name: 'Close the thread' }));
  await page.getByRole('button', { name: 'Back to the conversations' }).tap();
  await page.getByRole('navigation').getByRole('button', { name: 'forensics' }).tap();
  await press(last.getByRole('button', { name: '1 reply' }));
  await lastInThread.getByText(/@Ana Reyes wrote:/).waitFor();
  await lastInThread.getByText('hxxps://port-gazette[.]example/unsubscribe').waitFor();
  expect(await overflowing(page)).toEqual([]);
  expect(await seriousFaults(page, '.thread')).toEqual([]);

  const shared = page
    .getByRole('log', { name: 'Messages in the thread' })
    .getByRole('article', { name: 'HEC' })
    .first();
  const elsewhere = watcher.page
    .getByRole('log', { name: 'Messages in the thread' })
    .getByRole('article', { name: 'HEC' })
    .first();
  await press(shared.getByRole('button', { name: /^Quarantine/ }));
  await press(page.getByRole('dialog').getByRole('button', { name: /^Quarantine/ }));
  for (const card of [shared, elsewhere]) await card.getByText(/Quarantine is running/).waitFor();
  for (const card of [shared, elsewhere]) {
    await card.getByText(/Remediated/).waitFor(inTheEnd);
    await card.getByText(/last: Quarantined/).waitFor();
  }
  expect(await shared.getByText(/@Ana Reyes wrote:/).count()).toBe(1);
});
