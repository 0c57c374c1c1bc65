/** Opens the page for one test, as somebody in some conversation, and holds every test to: nothing leaves this machine. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, expect, inject, onTestFinished } from 'vitest';
import { launchBrowser } from '../../../playground/browser.ts';
import type { Act } from '../../../playground/demo/state.ts';
import { simulatedEvents } from '../../../playground/hec/server.ts';
import { channels, people } from '../../../playground/slack/ids.ts';

export { channels, people } from '../../../playground/slack/ids.ts';

/** Of the event whose story begins so. */
export const idOf = (title: string): string => simulatedEvents.find((event) => event.title.startsWith(title))?.id ?? '';

/** As a card names an event. */
export const shortly = (id: string): string => `event ${id.slice(0, 8)}…`;

export const everydayPhishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
export const manyActions = 'e3bb8d079b2a00a19931e64c81343355';
export const asksForAddress = 'b5769c6282e29bcf732280b8c34a21ca';

let browser: Promise<Browser> | undefined;

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

export interface Opened {
  page: Page;
  composer: Locator;
  /** Types into the composer and sends it. */
  send(text: string): Promise<void>;
  /** The newest message, what only I see included. */
  last: Locator;
  /** The newest message of the open thread. */
  lastInThread: Locator;
  /** Writes into the open thread. */
  reply(text: string): Promise<void>;
  /** Clicks, and on a phone taps. */
  press(element: Locator): Promise<void>;
}

export async function open({
  user = people.responder,
  channel = channels.security,
  width = 1280,
  dark = false,
}: {
  user?: string;
  channel?: string;
  width?: number;
  dark?: boolean;
} = {}): Promise<Opened> {
  browser ??= launchBrowser();
  const context = await (await browser).newContext({
    viewport: { width, height: 800 },
    hasTouch: width < 640,
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const strayed: string[] = [];
  const failed: string[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== 'data:' && hostname !== 'localhost') strayed.push(request.url());
  });
  page.on('pageerror', (error) => failed.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') failed.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(strayed).toEqual([]);
    expect(failed).toEqual([]);
  });

  await closeModals(user);
  await page.goto(`${inject('url')}#/${user}/${channel}`);
  const composer = page.getByRole('textbox', { name: /^Message / });
  await page.getByRole('main').waitFor();
  return {
    page,
    composer,
    async send(text) {
      await composer.fill(text);
      await composer.press('Enter');
    },
    last: page.getByRole('log').first().getByRole('article').last(),
    lastInThread: page.getByRole('log', { name: 'Messages in the thread' }).getByRole('article').last(),
    async reply(text) {
      const field = page.getByRole('textbox', { name: 'Reply in the thread' });
      await field.fill(text);
      await field.press('Enter');
    },
    press: (element) => (width < 640 ? element.tap() : element.click()),
  };
}

/** What an earlier test left open is still open: Slack keeps it for the person, not for the page. */
async function closeModals(user: string): Promise<void> {
  for (let view = 0; view < 3; view += 1) await act({ act: 'close', user });
}

/** Does something without the page. */
export async function act(done: Act): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${inject('url')}/act`, { method: 'POST', headers, body: JSON.stringify(done) });
}

/** Becomes somebody else on the same page. */
export async function become(page: Page, name: RegExp): Promise<void> {
  const who = page.getByLabel('You are');
  const option = await who.getByRole('option', { name }).getAttribute('value');
  await who.selectOption(option ?? '');
}
