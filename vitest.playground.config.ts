/** The local Slack and the local HEC by themselves: as strict as the real ones (`npm run test:playground`). */
import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/playground/**/*.test.ts'],
  },
});
