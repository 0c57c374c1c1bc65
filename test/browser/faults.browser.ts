import { describe, expect, inject, test } from 'vitest';
import { act, asksForAddress, channels, everydayPhishing, open, shortly } from '../support/browser/open.ts';
import { rawTraffic } from '../support/browser/traffic.ts';

describe('failures', () => {
  test('a HEC that hangs is announced privately, and the notice stays above the answer', async () => {
    const { page, send, last } = await open({ channel: channels.privateWithApp });
    await page.getByRole('button', { name: 'Faults' }).click();
    const hanging = page.getByRole('switch', { name: /Hanging/ });
    await hanging.click();
    await page.getByRole('button', { name: 'Faults (1 on)' }).waitFor();
    await send(`/hec-event ${everydayPhishing}`);
    await last.getByText('Only visible to you').waitFor();
    await last.getByText(/is taking longer than usual/).waitFor();
    await hanging.click();
    // HEC answers the second try, where the app makes one: it makes none when signing in was what hung.
    await last
      .getByText(shortly(everydayPhishing))
      .or(last.getByText('HEC didn’t answer in time'))
      .first()
      .waitFor({ timeout: 12_000 });
    expect(await page.getByText(/is taking longer than usual/).count()).toBe(1);
  });

  test('a killed app is announced, its commands and dialogs fail as in Slack, and it can be restarted', async () => {
    const { page, send, last } = await open({ channel: channels.pendingShared });
    await send(`/hec-event ${asksForAddress}`);
    await last.getByRole('button', { name: /^Send to admin/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Send to admin' });
    await dialog.getByLabel('Admin email').fill('admin@harbour-freight.example');
    await act({ act: 'kill_app' });
    await page.getByRole('alert').getByText('The app is not running').waitFor();
    await dialog.getByRole('button', { name: 'Send to admin' }).click();
    await page.getByText('We had some trouble connecting').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await send('/hec-event help');
    await last.getByText(/failed with the error "dispatch_failed"/).waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Start the app again' }).click();
    await page.getByRole('alert').waitFor({ state: 'hidden', timeout: 15_000 });
    await send('/hec-event help');
    await last.getByText('Look up an event').waitFor();
  });
});

describe('the page’s server', () => {
  test('the page’s server shows the traffic without any secret', async () => {
    const { page, send, last } = await open({ channel: channels.incident });
    await send(`/hec-event ${everydayPhishing}`);
    await last.getByText(shortly(everydayPhishing)).waitFor();
    const live = await rawTraffic(page);
    expect(live).toContain('"route":"app_to_hec"');
    expect(live).toContain('chat.postMessage');
    expect(inject('secrets').filter((secret) => live.includes(secret))).toEqual([]);
    expect(live).not.toMatch(/xox|xapp-|\/response\/\w|eyJ/);
  });

  test('the page’s server takes only what the page can send', async () => {
    const post = (body: string, type: string) =>
      fetch(`${inject('url')}/act`, { method: 'POST', body, headers: { 'content-type': type } });
    const known = JSON.stringify({ act: 'hec_fault', fault: null });
    expect((await post(known, 'application/json')).status).toBe(200);
    expect((await post(known, 'text/plain')).status).toBe(415);
    expect((await post('{"act":"rob"}', 'application/json')).status).toBe(400);
    expect((await post('no json', 'application/json')).status).toBe(400);
  });

  test('the page loads nothing from elsewhere and paints within 2 s', async () => {
    const { page } = await open();
    const policy = (await fetch(inject('url'))).headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/);
    const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    expect(painted).toBeLessThan(2_000);
  });
});
