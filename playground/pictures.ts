/** `npm run pictures`: remakes the pictures in `docs/` from the playground. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startDemo } from './demo/demo.ts';
import { appDirectMessage, channels, people } from './slack/ids.ts';

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const everydayPhishing = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';
const suspiciousPhishing = 'd247cfd2901ebf0633d144d37bbc1d62';
const quarantinedMalware = '7707399e0a02746365bab0dac79f4a02';
const search = 'search severity:medium+ type:phishing,malware last:30d';

interface Scene {
  user: string;
  channel: string;
  width: number;
  height: number;
}

await mkdir(folder, { recursive: true });
const demo = await startDemo({ pagePort: 0, appPort: 0 });
const browser = await launchBrowser();
try {
  await refusal(browser);
  await unfurlInThread(browser);
  await cardOnDesktop(browser);
  await cardOnPhone(browser);
  await actionInThread(browser);
  await incidentThread(browser);
  await home(browser);
  await details(browser);
  await share(browser);
  await choice(browser);
  await searchOnDesktop(browser);
  await searchOnPhone(browser);
  await searchForm(browser);
  await searchWhileDown(browser);
} finally {
  await browser.close();
  await demo.close();
}

async function cardOnDesktop(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, { ...at(channels.security), width: 1280, height: 748 });
  await lookUp(composer);
  await page.getByRole('button', { name: /^Quarantine/ }).waitFor();
  await picture(page, 'card');
}

async function cardOnPhone(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, { ...at(channels.privateWithApp), width: 375, height: 1044 });
  await composer.fill('This one just came in:');
  await composer.press('Enter');
  await lookUp(composer);
  await page.getByRole('button', { name: /^Quarantine/ }).waitFor();
  await picture(page, 'card-on-a-phone');
}

async function actionInThread(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, { ...at(channels.security), width: 1180, height: 866 });
  await composer.fill('And one for Paulo, with new bank details. I am taking it out of his mailbox.');
  await composer.press('Enter');
  await lookUp(composer, suspiciousPhishing);
  const card = page.getByRole('log').first().getByRole('article').last();
  await card.getByText(suspiciousPhishing.slice(0, 8)).waitFor();
  await card.getByRole('button', { name: /^Quarantine/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Quarantine' }).click();
  await card.getByRole('button', { name: '1 reply' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText(/is done/).waitFor();
  await thread.getByText(/Quarantined by/).waitFor();
  await picture(page, 'action');
}

async function unfurlInThread(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, { ...at(channels.incident), width: 1180, height: 930 });
  await lookUp(composer, quarantinedMalware);
  await page.getByText(quarantinedMalware.slice(0, 8)).waitFor();
  await page.getByRole('button', { name: 'Try this', exact: true }).click();
  await page.getByRole('button', { name: 'Paste the link' }).click();
  await page.getByRole('button', { name: 'Close Try this' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByRole('textbox').press('Enter');
  await thread.getByText('Added by HEC').waitFor();
  await thread.getByRole('region', { name: 'Preview' }).waitFor({ state: 'detached' });
  await picture(page, 'unfurl-in-a-thread');
}

async function incidentThread(browser: Browser): Promise<void> {
  const channel = channels.incident;
  const { ts } = await demo.slack.post({
    user: people.otherResponder,
    channel,
    text: 'Ana Lopes followed “your mailbox is almost full” and typed her password in.',
  });
  const { page } = await enter(browser, { ...at(channel), width: 375, height: 680 });
  const root = page.getByRole('article').last();
  await root.getByText('Ana Lopes followed').waitFor();
  await root.getByRole('button', { name: 'Reply in thread' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await demo.slack.post({
    user: people.onCallResponder,
    channel,
    threadTs: ts,
    text: 'Password reset, sessions revoked. Which mail was it?',
  });
  await thread.getByRole('textbox').fill(`@hec ${everydayPhishing}`);
  await thread.getByRole('textbox').press('Enter');
  await thread.getByRole('button', { name: /^Quarantine/ }).waitFor();
  await picture(page, 'incident-thread');
}

async function details(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, { ...at(channels.privateWithApp), width: 1280, height: 820 });
  await lookUp(composer, quarantinedMalware);
  const card = page.getByRole('log').first().getByRole('article').last();
  await card.getByText(quarantinedMalware.slice(0, 8)).waitFor();
  await card.getByRole('button', { name: /^Details/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Event details' });
  await dialog.getByText('Attachments').waitFor();
  await picture(page, 'details');
}

async function share(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, {
    user: people.onCallResponder,
    channel: channels.security,
    width: 375,
    height: 900,
  });
  await lookUp(composer);
  const card = page.getByRole('log').first().getByRole('article').last();
  await card.getByRole('button', { name: /^Share…/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/Note/).fill('Same sender as this morning. Can you check the gateway?');
  await picture(page, 'share');
}

async function choice(browser: Browser): Promise<void> {
  const { user, channel } = { user: people.otherResponder, channel: channels.privateWithApp };
  const { page, composer } = await enter(browser, { user, channel, width: 1280, height: 640 });
  await composer.fill(`Two alerts at once: ${suspiciousPhishing} and ${quarantinedMalware}`);
  await composer.press('Enter');
  const message = page.getByRole('log').first().getByRole('article').last();
  await message.getByText('Two alerts at once').waitFor();
  await message.hover();
  await message.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Show HEC event' }).click();
  await page.getByRole('dialog').getByRole('checkbox').nth(1).waitFor();
  await picture(page, 'choice');
}

async function home(browser: Browser): Promise<void> {
  const { user, channel } = at(appDirectMessage(people.responder));
  const { page } = await enter(browser, { user, channel, width: 1280, height: 920 });
  await page.getByRole('tab', { name: 'Home' }).click();
  await page.getByText('How this app is set up').waitFor();
  await page.getByText(/“.+”/).first().waitFor();
  await picture(page, 'home');
}

async function refusal(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, {
    user: people.multiChannelGuest,
    channel: channels.incident,
    width: 900,
    height: 440,
  });
  await lookUp(composer);
  await page.getByText('Only visible to you').waitFor();
  await picture(page, 'refusal');
}

async function searchOnDesktop(browser: Browser): Promise<void> {
  const { page, composer } = await enter(browser, { ...at(channels.security), width: 1280, height: 860 });
  await lookUp(composer, search);
  await page
    .getByRole('dialog')
    .getByText(/^\d+ events$/)
    .waitFor();
  await picture(page, 'search');
}

async function searchOnPhone(browser: Browser): Promise<void> {
  const { user, channel } = { user: people.onCallResponder, channel: channels.security };
  const { page, composer } = await enter(browser, { user, channel, width: 375, height: 900 });
  await lookUp(composer, search);
  await page
    .getByRole('dialog')
    .getByText(/^\d+ events$/)
    .waitFor();
  await picture(page, 'search-on-a-phone');
}

async function searchForm(browser: Browser): Promise<void> {
  const { user, channel } = { user: people.onCallResponder, channel: channels.privateWithApp };
  await demo.slack.globalShortcut({ user, callbackId: 'search_hec' });
  const { page } = await enter(browser, { user, channel, width: 375, height: 900 });
  await page
    .getByRole('dialog', { name: 'Search HEC' })
    .getByLabel(/^Sender/)
    .fill('parcel-point.example');
  await picture(page, 'search-form');
}

async function searchWhileDown(browser: Browser): Promise<void> {
  const { user, channel } = { user: people.otherResponder, channel: channels.security };
  const { page, composer } = await enter(browser, { user, channel, width: 375, height: 900 });
  await page.getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('switch', { name: /^Down/ }).click();
  await page.getByRole('button', { name: 'Close Faults' }).click();
  await lookUp(composer, search);
  await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).waitFor();
  await picture(page, 'search-while-hec-is-down');
}

function at(channel: string): Pick<Scene, 'user' | 'channel'> {
  return { user: people.responder, channel };
}

async function enter(browser: Browser, scene: Scene): Promise<{ page: Page; composer: Locator }> {
  const { user, channel, width, height } = scene;
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2, colorScheme: 'light' });
  page.setDefaultTimeout(20_000);
  await page.goto(`${demo.url}#/${user}/${channel}`);
  const composer = page.getByRole('textbox', { name: /^Message / });
  await page.getByRole('main').waitFor();
  return { page, composer };
}

async function lookUp(composer: Locator, id = everydayPhishing): Promise<void> {
  await composer.fill(`/hec-event ${id}`);
  await composer.press('Enter');
}

/** Only the workspace, without the playground's toolbar. */
async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.locator(':focus').blur();
  await page.locator('.workspace').screenshot({ path: `${folder}${name}.png` });
  // The next picture may be of the same person, whose modals stay open on every page.
  while (await page.getByRole('dialog').isVisible()) await page.keyboard.press('Escape');
  await page.close();
  process.stdout.write(`docs/pictures/${name}.png\n`);
}
