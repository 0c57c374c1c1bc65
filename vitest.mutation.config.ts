/** The direct tests of what Stryker changes (`npx stryker run`): fast, and without a database. */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A mutant is dead at the first test that fails. So those that try many values come last. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => /any-event|work-object/.test(moduleId);
    return files.toSorted((one, other) => Number(isSlow(one)) - Number(isSlow(other)));
  }
}

export default defineConfig({
  test: {
    include: [
      'test/{actions,access}/**/*.test.ts',
      'test/slack/cards/**/*.test.ts',
      'test/slack/features/act/run-notices.test.ts',
      'test/slack/features/details/details-modal.test.ts',
    ],
    setupFiles: ['test/support/seed.ts', 'test/support/no-shrinking.ts'],
    // Modules are loaded once for all files, not again for each.
    isolate: false,
    sequence: { sequencer: QuickestFirst },
    testTimeout: 120_000,
  },
});
