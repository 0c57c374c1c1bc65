/** What the page's traffic shows: every request between Slack, the app and HEC, oldest first. */
import type { Page } from 'playwright-core';

/** As the server sends it to the page, JSON. */
export function rawTraffic(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const source = new EventSource('live');
        source.addEventListener('traffic', ({ data }) => {
          source.close();
          resolve(data);
        });
      }),
  );
}

export async function traffic(page: Page): Promise<{ title: string; request: unknown }[]> {
  return JSON.parse(await rawTraffic(page));
}
