/** The direct tests of what is mutated (`npx stryker run`): fast, and without a database. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{actions,access}/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
  },
});
