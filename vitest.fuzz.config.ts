/** Any input at every door, 100,000 times (`npm run test:fuzz`); `FC_SEED` gives other values than last time. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.fuzz.ts'],
    setupFiles: ['test/support/seed.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
  },
});
