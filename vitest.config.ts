import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/**/*.test.ts'],
    // Suites of their own: each is a room, or a few, that whoever changes it runs by itself.
    exclude: [
      'test/{store,jobs}/**',
      'test/playground/**',
      'test/hec/**',
      'test/{cli,config,deploy}/**',
      'test/slack/cards/**',
      'test/{search,services/search,slack/features/search}/**',
    ],
  },
});
