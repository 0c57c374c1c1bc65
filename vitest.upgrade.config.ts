/** The app on what earlier versions left: their databases, jobs and buttons (`npm run test:upgrade`). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/upgrade/*.upgrade.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
