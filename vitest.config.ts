import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/**/*.test.ts'],
    // Suites of their own: databases that open and close, and what nobody runs in production.
    exclude: ['test/store/**', 'test/jobs/**', 'test/playground/**'],
  },
});
