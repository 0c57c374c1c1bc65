/** What operators set, run and deploy: the configuration, the commands, the files in `deploy/` (`npm run test:commands`). */
import { defineConfig } from 'vitest/config';
import { drivingTheApp } from './vitest.shared.ts';

export default defineConfig({
  test: {
    ...drivingTheApp,
    include: ['test/{cli,config,deploy}/**/*.test.ts'],
  },
});
