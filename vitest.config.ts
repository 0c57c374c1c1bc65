import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/**/*.test.ts'],
    // A suite of its own: most of it is databases that open and close.
    exclude: ['test/store/**', 'test/jobs/**'],
  },
});
