/** The client of HEC by itself, against the local one: its requests, patience, limits and faults (`npm run test:hec`). */
import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/hec/**/*.test.ts'],
  },
});
