import { describe, expect, test } from 'vitest';
import { become, channels, everydayPhishing, open, people, shortly } from '../support/browser/open.ts';

describe('people in the playground', () => {
  test('a person looks up an event, and everybody in the channel sees the card', async () => {
    const { page, send, last } = await open();
    await send(`/hec-event ${everydayPhishing}`);
    await last.getByRole('heading', { name: /High · Phishing/ }).waitFor();
    await last.getByText(shortly(everydayPhishing)).waitFor();
    await last.getByRole('button', { name: /^Quarantine/ }).waitFor();
    await become(page, /Max Lindqvist/);
    expect(await last.innerText()).toContain('asked for by @Ana Reyes');
  });

  test('a person picks an event from the list that a command offers', async () => {
    const { page, composer, last } = await open({ channel: channels.incident });
    await composer.fill('/');
    await page.getByRole('option', { name: /hec-event/ }).click();
    await composer.pressSequentially('teams');
    await page.getByRole('option', { name: /Malware in a Teams chat/ }).click();
    await composer.press('Enter');
    await last.getByText('Microsoft Teams', { exact: true }).or(last.getByText('Malware')).first().waitFor();
  });

  test('a portal link pasted in a thread has a preview while it is written, which stays below the message', async () => {
    const { page } = await open({ channel: channels.incident });
    await page.getByRole('button', { name: 'Try this', exact: true }).click();
    await page.getByRole('button', { name: 'Paste the link' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('region', { name: 'Preview' }).getByText(/High/).waitFor();
    await thread.getByRole('textbox').press('Enter');
    const reply = thread.getByRole('article').last();
    await reply.getByText('Added by HEC').waitFor();
    await reply.getByRole('button', { name: /^Quarantine/ }).waitFor();
    await expect.poll(() => thread.getByRole('region', { name: 'Preview' }).count()).toBe(0);
  });

  test('a guest is told privately that guests may not look events up', async () => {
    const { page, send, last } = await open({ user: people.multiChannelGuest });
    await send(`/hec-event ${everydayPhishing}`);
    await last.getByText('Only visible to you').waitFor();
    expect(await last.innerText()).not.toContain(everydayPhishing);
    const refusal = /guests can’t/i;
    expect(await last.innerText()).toMatch(refusal);
    await become(page, /Ana Reyes/);
    expect(await page.getByText(refusal).count()).toBe(0);
  });

  test('an event looked up in a channel with another organisation is shown to one person alone', async () => {
    const { page, send, last } = await open({ channel: channels.sharedPartner });
    await page.getByText('Shared with Partner').waitFor();
    await send(`/hec-event ${everydayPhishing}`);
    await last.getByText('Only visible to you').waitFor();
    await last.getByRole('heading', { name: /High · Phishing/ }).waitFor();
    await become(page, /Petra Partner/);
    expect(await page.getByRole('log').innerText()).not.toContain(everydayPhishing);
  });

  test('a person who clicks a link stays on the page', async () => {
    const { page, send, last } = await open();
    await send('see https://in.portal.checkpoint.com/elsewhere');
    const before = page.url();
    await last.getByRole('link').click();
    await page.getByText(/Slack would open https:\/\/in\.portal/).waitFor();
    expect(page.url()).toBe(before);
  });
});
