/** What messages look like, whatever HEC sends (`npm run test:cards`). Most of it tries many made-up events. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/slack/cards/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    isolate: false,
    maxWorkers: 2,
    testTimeout: 120_000,
  },
});
