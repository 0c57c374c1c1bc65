import { describe, expect, test } from 'vitest';
import type { KnownError } from '../../src/errors.ts';
import {
  errorForStatus,
  HecBusyError,
  HecDownError,
  HecFailureError,
  HecForbiddenError,
  HecNotFoundError,
  HecNotSentError,
  HecRateLimitedError,
  HecRequestRefusedError,
  HecScopeError,
  HecSignInError,
  HecTimeoutError,
  HecUnreachableError,
  HecUnreadableError,
  provesNotTaken,
} from '../../src/hec/errors.ts';

const context = { reference: 'ref-1', tenantLabel: 'region us', subject: 'event', retryAfterMs: 3_000 } as const;

describe('errors for a status', () => {
  test.each([
    [400, HecRequestRefusedError],
    [401, HecSignInError],
    [403, HecForbiddenError],
    [404, HecNotFoundError],
    [405, HecRequestRefusedError],
    [408, HecTimeoutError],
    [422, HecRequestRefusedError],
    [429, HecRateLimitedError],
    [500, HecFailureError],
    [503, HecFailureError],
    [7, HecFailureError],
  ])('the status %i becomes the error that stands for it and keeps the reference', (status, expected) => {
    const error = errorForStatus(status, context);
    expect(error).toBeInstanceOf(expected);
    expect(error.reference).toBe('ref-1');
  });

  test('a 404 means an unknown id only if the path has an id', () => {
    expect(errorForStatus(404, { ...context, subject: undefined })).toBeInstanceOf(HecRequestRefusedError);
  });
});

describe('sentences', () => {
  const all: KnownError[] = [
    new HecNotFoundError('event', 'region us'),
    new HecSignInError('refused'),
    new HecForbiddenError('forbidden'),
    new HecRateLimitedError(undefined),
    new HecTimeoutError('own'),
    new HecUnreachableError('connecting'),
    new HecUnreadableError('unreadable'),
    new HecRequestRefusedError(400),
    new HecFailureError(500),
    new HecNotSentError('stop'),
    new HecBusyError(),
    new HecDownError(),
    new HecScopeError(400, undefined),
  ];

  test('each class of error has its own sentence and code', () => {
    expect(new Set(all.map((error) => error.sentence)).size).toBe(all.length);
    expect(new Set(all.map((error) => error.code)).size).toBe(all.length);
  });

  test('sentences leave the names of variables to the log', () => {
    for (const { sentence } of all) expect(sentence).not.toMatch(/[A-Z]_[A-Z]/);
    expect(new HecSignInError('refused').message).toMatch(/HEC_CLIENT_ID.*HEC_ACCESS_KEY/);
  });

  test('the sentence for an unknown id says where HEC was searched', () => {
    expect(new HecNotFoundError('event', 'region us').sentence).toMatch(/^No event with this id in region us\./);
    expect(new HecNotFoundError('entity', 'farm:acme').sentence).toMatch(/^No email, file or person .* in farm:acme\./);
  });

  test('the sentence for a timeout says to check the id first', () => {
    expect(new HecTimeoutError('own').sentence).toMatch(/ids that don’t exist, so check the id first/);
  });

  test.each([
    [undefined, 'a minute'],
    [0, '1 second'],
    [1_001, '2 seconds'],
    [90_000, '90 seconds'],
    [91_000, '2 minutes'],
  ])('the sentence for a rate limit of %s ms says to wait %s', (ms, words) => {
    expect(new HecRateLimitedError(ms).sentence).toContain(`Try again in ${words}.`);
  });
});

test.each<[unknown, boolean]>([
  [new HecNotSentError('stop'), true],
  [new HecBusyError(), true],
  [new HecDownError(), true],
  [new HecUnreachableError('connecting'), true],
  [new HecSignInError('refused'), true],
  [new HecForbiddenError('forbidden'), true],
  [new HecNotFoundError('event', 'region us'), true],
  [new HecRateLimitedError(undefined), true],
  [new HecRequestRefusedError(422), true],
  [new HecScopeError(400, 'mt-prod-3:acme'), true],
  [new HecUnreachableError('connected'), false],
  [new HecTimeoutError('own'), false],
  [new HecTimeoutError('upstream'), false],
  [new HecFailureError(500), false],
  [new HecFailureError(200), false],
  [new HecUnreadableError('unreadable'), false],
  [new TypeError('a mistake of ours'), false],
  ['stop', false],
])('%s proves that an action was not taken: %s', (error, expected) => {
  expect(provesNotTaken(error)).toBe(expected);
});
