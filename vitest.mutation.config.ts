/** The direct tests of what Stryker changes (`npx stryker run`): fast, and without a database. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/{actions,access}/**/*.test.ts',
      'test/slack/cards/**/*.test.ts',
      'test/slack/features/act/run-notices.test.ts',
    ],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
  },
});
