/** A production install from nothing, as the documentation and the Dockerfile make it, and the commands in it (`npm run test:install`). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/install/*.install.ts'],
    globalSetup: ['test/support/install/global-setup.ts'],
    // Each starts processes of its own.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
