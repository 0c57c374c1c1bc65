/** Starts the playground once for all browser tests, or says plainly that there is no browser. */
import type { TestProject } from 'vitest/node';
import { launchBrowser } from '../../../playground/browser.ts';
import { startDemo } from '../../../playground/demo/demo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    url: string;
    /** For tests that show what the app does not show (yet): they call the local Slack in the app's name. */
    slackApi: { url: string; token: string };
    /** Made up at this start; nobody may read them from the page. */
    secrets: string[];
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await (await launchBrowser()).close();
  const demo = await startDemo({ pagePort: 0, appPort: 0 });
  provide('url', demo.url);
  provide('slackApi', { url: demo.slack.apiUrl, token: demo.slack.installation.botToken });
  const { signingSecret, botToken, appToken } = demo.slack.installation;
  provide('secrets', [signingSecret, botToken, appToken, demo.hec.accessKey]);
  return demo.close;
}
