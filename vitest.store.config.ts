/** The store on the embedded database, and the jobs that it hands out (`npm run test:store`). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/store/**/*.test.ts', 'test/jobs/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed.ts'],
    isolate: false,
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
