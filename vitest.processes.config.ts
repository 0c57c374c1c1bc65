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
    maxConcurrency: 10,
    // Each file fills the machine.
    fileParallelism: false,
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 60_000,
  },
});
