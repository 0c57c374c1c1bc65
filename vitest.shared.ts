/** What the suites have in common that drive the whole app on the embedded database. */
export const drivingTheApp = {
  globalSetup: ['test/support/global-setup.ts'],
  setupFiles: ['test/support/seed.ts'],
  // Modules are loaded once for all files of a worker, and so is the database of the tests that drive the whole app.
  isolate: false,
  // Half of the time is waiting.
  maxWorkers: 3,
  // For what never comes. What does come is waited for by a condition, however busy the machine is.
  testTimeout: 120_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 30_000 } },
};
