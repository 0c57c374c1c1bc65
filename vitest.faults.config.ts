/**
 * HEC's, Slack's and the database's faults against everything that people do, and what comes late or never
 * (`npm run test:faults`).
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/faults/*.faults.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed.ts'],
    isolate: false,
    maxWorkers: 3,
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
