import { expect, test } from 'vitest';
import { readableName } from '../../src/events/readable-name.ts';

test('a readable name keeps words that are written in capitals', () => {
  expect(readableName('malicious_URL-click')).toBe('Malicious URL click');
});
