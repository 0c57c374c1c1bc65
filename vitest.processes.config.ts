/**
 * The built app as real processes that are killed in the middle, on the embedded database and on Postgres:
 * `DATABASE_URL=postgres://… npm run test:processes`.
 */
import { defineConfig } from 'vitest/config';

const { DATABASE_URL } = process.env;
if (DATABASE_URL === undefined)
  throw new Error('Set DATABASE_URL to a Postgres server where databases may be created.');

export default defineConfig({
  test: {
    include: ['test/**/*.processes.ts'],
    // Most of a test is waiting for the app's own time limits, so those of a file wait together.
    sequence: { concurrent: true },
    maxConcurrency: 20,
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
