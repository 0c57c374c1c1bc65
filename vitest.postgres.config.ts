/** The store, acting, upgrades and the doctor on a real Postgres: `DATABASE_URL=postgres://… npm run test:postgres`. */
import { defineConfig } from 'vitest/config';

const { DATABASE_URL } = process.env;
if (DATABASE_URL === undefined)
  throw new Error('Set DATABASE_URL to a Postgres server where databases may be created.');

export default defineConfig({
  test: {
    include: [
      'test/store/**/*.test.ts',
      'test/store/**/*.postgres.ts',
      'test/cli/**/*.postgres.ts',
      'test/slack/features/act/acting*.test.ts',
      'test/upgrade/*.upgrade.ts',
    ],
    env: { TEST_POSTGRES: DATABASE_URL },
    testTimeout: 30_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
