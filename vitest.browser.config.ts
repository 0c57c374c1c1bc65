/**
 * The tests that drive the playground's page in a browser (`npm run test:browser`). One playground serves them all,
 * so the files run one after the other.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    globalSetup: 'test/support/browser/playground.ts',
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 20_000,
  },
});
