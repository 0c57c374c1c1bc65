/**
 * Every kind of person at every button, menu, form and view, requests that are not Slack's, secrets planted everywhere and
 * looked for everywhere, `__proto__` at every door, and any input 100,000 times (`npm run test:security`); `FC_SEED` gives
 * other values than last time.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/security/**/*.security.ts', 'test/security/**/*.fuzz.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
