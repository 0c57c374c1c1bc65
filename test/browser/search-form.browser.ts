import { describe, expect, test } from 'vitest';
import { channels, open } from '../support/browser/open.ts';
import { overflowing } from '../support/browser/overflowing.ts';
import { seriousFaults } from '../support/browser/serious-faults.ts';

describe('searching by a form', () => {
  test.each([1280, 375])(
    'at %i px, a search by form is listed, refined in the form, and listed anew',
    async (width) => {
      const { page, press } = await open({ width, channel: channels.security });
      await press(page.getByRole('button', { name: 'Shortcuts' }));
      await press(page.getByRole('menuitem', { name: 'Search HEC' }));
      const form = page.getByRole('dialog', { name: 'Search HEC' });
      await form.getByLabel(/^How far back/).selectOption({ label: 'The last 30 days' });
      await form.getByLabel(/^Type/).selectOption({ label: 'Phishing' });
      expect(await overflowing(page)).toEqual([]);
      expect(await seriousFaults(page, '.dialog')).toEqual([]);
      await press(form.getByRole('button', { name: 'Search' }));
      const list = page.getByRole('dialog', { name: 'Search', exact: true });
      await list.getByText('Phishing, in the last 30 days').waitFor();
      await list.getByText(/^\d+ events$/).waitFor();

      await press(list.getByRole('button', { name: 'Refine…' }));
      expect(await form.getByLabel(/^How far back/).inputValue()).toBe('30d');
      await form.getByLabel(/^Sender/).fill('nobody');
      await press(form.getByRole('button', { name: 'Search' }));
      await form.getByText('“nobody” is neither an email address nor a domain').waitFor();
      await form.getByLabel(/^Sender/).fill('');
      await form.getByLabel(/^Severity/).selectOption({ label: 'High or worse' });
      await press(form.getByRole('button', { name: 'Search' }));
      await list.getByText('High or worse, phishing, in the last 30 days').waitFor();
      await list.getByText(/^\d+ events$/).waitFor();
      await page.keyboard.press('Escape');
      await list.waitFor({ state: 'hidden' });
    },
  );
});
