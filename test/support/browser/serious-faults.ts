/** What axe calls serious or critical. It is handed over by the debugger: the page itself takes no foreign scripts. */
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** One entry for each element, with what is wrong with it, in the light theme and in the dark one. */
export async function seriousFaults(page: Page, within = 'body'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const inLight = await faultsIn(page, within, 'light', { resultTypes: ['violations'] });
  // The themes differ in their colours only.
  const inDark = await faultsIn(page, within, 'dark', { resultTypes: ['violations'], runOnly: ['color-contrast'] });
  return [...inLight, ...inDark];
}

async function faultsIn(
  page: Page,
  within: string,
  colorScheme: 'light' | 'dark',
  options: RunOptions,
): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${within}', ${JSON.stringify(options)})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}
