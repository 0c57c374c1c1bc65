/** Searching, from the words to the list, its form and its summary (`npm run test:search`). */
import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/{search,services/search,slack/features/search}/**/*.test.ts'],
  },
});
