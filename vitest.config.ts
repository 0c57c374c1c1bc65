import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    // Modules are loaded once for all files of a worker, and so is the database of the tests that drive the whole app.
    isolate: false,
    // Half of the time is waiting.
    maxWorkers: 3,
    testTimeout: 20_000,
  },
});
