/** The store on the embedded database, and the jobs that it hands out (`npm run test:store`). */
import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/store/**/*.test.ts', 'test/jobs/**/*.test.ts'],
  },
});
