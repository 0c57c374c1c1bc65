/** What a responder sees of an everyday email without scrolling, on a phone. */
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { idOf, open, people, shortly } from '../support/browser/open.ts';

/** A phone's screen, without its bars. */
const screen = 740;

const everyday = {
  'phishing that nobody has touched': idOf('An everyday phishing email'),
  'suspicious phishing': idOf('Suspicious phishing that waits'),
  'quarantined malware': idOf('Malware that HEC has already'),
  'an email whose reader asks for it': idOf('Quarantined mail whose reader'),
  'a malicious link in Gmail': idOf('Malicious link in Gmail'),
};

/** From the top of what the app says to the end of its last button or line. */
async function heightOf(message: Locator): Promise<number> {
  const blocks = message.locator('.blocks').first();
  return Math.round((await blocks.boundingBox())?.height ?? Number.POSITIVE_INFINITY);
}

describe('at 375 px', () => {
  test.each(Object.entries(everyday))(
    'the card of %s, its buttons included, fits on a phone’s screen',
    async (_, id) => {
      const { send, last } = await open({ width: 375, user: people.responder });
      await send(`/hec-event ${id}`);
      await last.getByText(shortly(id)).first().waitFor();
      await last.getByRole('button', { name: /^Details/ }).waitFor();
      const height = await heightOf(last);
      expect(height).toBeLessThanOrEqual(screen);
    },
  );
});
