/** What reaches beyond the edge of the workspace, dialogs included, or does not fit into itself. A table may: it scrolls. */
import type { Page } from 'playwright-core';

export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const workspace = document.querySelector('.workspace')?.getBoundingClientRect();
    if (!workspace) return ['there is no workspace'];
    const elements = [...document.querySelectorAll<HTMLElement>('.workspace *')];
    return elements
      .filter((element) => element.closest('.block-data-table') === null)
      .flatMap((element) => {
        const box = element.getBoundingClientRect();
        const beyond = box.width > 0 && (box.right > workspace.right + 0.5 || box.left < workspace.left - 0.5);
        const cut = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
        return beyond || cut ? [`${element.tagName}.${element.className}: ${element.textContent?.slice(0, 60)}`] : [];
      });
  });
}
