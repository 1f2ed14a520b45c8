import type { Status } from '../meta/index.js';
import { newTooManyRequests } from './constructors.js';
import * as errors from './index.js';
import { suggestedDelayMs } from './reasons.js';

const pods = { group: '', resource: 'pods' };

const { StatusError } = errors;
const statusError = (status: Status): Error => new StatusError(status);
const wrapped = (cause: unknown): Error => new Error('outer', { cause: new Error('inner', { cause }) });

/** Each predicate, its reason, and the code that counts if there is no known reason. */
const predicates: [keyof typeof errors & `is${string}`, (error: unknown) => boolean, string, number | undefined][] = [
  ['isNotFound', errors.isNotFound, 'NotFound', 404],
  ['isAlreadyExists', errors.isAlreadyExists, 'AlreadyExists', undefined],
  ['isConflict', errors.isConflict, 'Conflict', 409],
  ['isInvalid', errors.isInvalid, 'Invalid', 422],
  ['isGone', errors.isGone, 'Gone', 410],
  ['isResourceExpired', errors.isResourceExpired, 'Expired', undefined],
  ['isNotAcceptable', errors.isNotAcceptable, 'NotAcceptable', 406],
  ['isUnsupportedMediaType', errors.isUnsupportedMediaType, 'UnsupportedMediaType', 415],
  ['isMethodNotSupported', errors.isMethodNotSupported, 'MethodNotAllowed', 405],
  ['isServiceUnavailable', errors.isServiceUnavailable, 'ServiceUnavailable', 503],
  ['isBadRequest', errors.isBadRequest, 'BadRequest', 400],
  ['isUnauthorized', errors.isUnauthorized, 'Unauthorized', 401],
  ['isForbidden', errors.isForbidden, 'Forbidden', 403],
  ['isTimeout', errors.isTimeout, 'Timeout', 504],
  ['isServerTimeout', errors.isServerTimeout, 'ServerTimeout', undefined],
  ['isInternalError', errors.isInternalError, 'InternalError', 500],
  ['isTooManyRequests', errors.isTooManyRequests, 'TooManyRequests', 429],
  ['isRequestEntityTooLarge', errors.isRequestEntityTooLarge, 'RequestEntityTooLarge', 413],
  ['isStoreReadError', errors.isStoreReadError, 'StorageReadError', undefined],
];

describe.each(predicates)('%s', (_, predicate, reason, code) => {
  test('is true only for its reason', () => {
    for (const [, , other] of predicates) expect(predicate(statusError({ reason: other }))).toBe(other === reason);
  });

  test('uses the code if the reason is absent or unknown', () => {
    for (const [, , , other] of predicates) {
      if (other === undefined) continue;
      expect(predicate(statusError({ code: other }))).toBe(other === code);
      expect(predicate(statusError({ code: other, reason: 'MyOwnReason' }))).toBe(other === code);
    }
  });

  test('follows causes', () => {
    expect(predicate(wrapped(statusError({ reason })))).toBe(true);
    expect(predicate(new AggregateError([new Error('a'), wrapped(statusError({ reason }))]))).toBe(true);
    expect(predicate(wrapped(new Error('no status')))).toBe(false);
  });

  test.each([undefined, null, 'NotFound', 404, {}, { status: { reason } }, new Error(reason)])('is false for %p', (value) => {
    expect(predicate(value)).toBe(false);
  });
});

describe('a code with a known reason', () => {
  test('does not count, because the reason is decisive', () => {
    expect(errors.isNotFound(statusError({ code: 404, reason: 'Forbidden' }))).toBe(false);
    expect(errors.isConflict(statusError({ code: 409, reason: 'AlreadyExists' }))).toBe(false);
    expect(errors.isGone(statusError({ code: 410, reason: 'Expired' }))).toBe(false);
  });

  test('counts for 429 and 413, as in client-go', () => {
    expect(errors.isTooManyRequests(statusError({ code: 429, reason: 'Timeout' }))).toBe(true);
    expect(errors.isRequestEntityTooLarge(statusError({ code: 413, reason: 'Invalid' }))).toBe(true);
  });
});

describe('reasonForError', () => {
  test('returns the reason of the error or its cause, or an empty string', () => {
    expect(errors.reasonForError(statusError({ reason: 'Unauthorized' }))).toBe('Unauthorized');
    expect(errors.reasonForError(wrapped(statusError({ reason: 'AlreadyExists' })))).toBe('AlreadyExists');
    expect(errors.reasonForError(statusError({}))).toBe('');
    expect(errors.reasonForError(wrapped(new Error('hello')))).toBe('');
    expect(errors.reasonForError(undefined)).toBe('');
  });

  test('accepts a cycle of causes', () => {
    const a = new Error('a');
    a.cause = new Error('b', { cause: a });
    expect(errors.reasonForError(a)).toBe('');
  });
});

describe('suggestsClientDelay', () => {
  const generic = (code: number, retryAfterSeconds: number): Error =>
    errors.newGenericServerResponse({ code, verb: 'GET', resource: pods, name: 'a', serverMessage: '', retryAfterSeconds });

  test.each<[string, unknown, number | undefined]>([
    ['a name that could not be generated', errors.newGenerateNameConflict(pods, '3', 1), 1],
    ['a server timeout', errors.newServerTimeout(pods, 'list', 10), 10],
    ['a server timeout without a time asks to be tried at once', errors.newServerTimeout(pods, 'list', 0), 0],
    ['a timeout', errors.newTimeoutError('slow', 10), 10],
    ['a timeout without a time', errors.newTimeoutError('slow', 0), undefined],
    ['too many requests', errors.newTooManyRequests('busy', 1), 1],
    ['a 429 that is no Status', generic(429, 10), 10],
    ['a 500 that is no Status', generic(500, 10), 10],
    ['a 429 without a time', generic(429, 0), undefined],
    ['as a cause', wrapped(errors.newTooManyRequests('busy', 7)), 7],
    ['a status without details', statusError({ reason: 'ServerTimeout' }), undefined],
    ['no status', new Error('a'), undefined],
    ['nothing', undefined, undefined],
  ])('%s', (_, error, seconds) => {
    expect(errors.suggestsClientDelay(error)).toBe(seconds);
  });
});

describe('statusCause', () => {
  const error = statusError({
    details: {
      causes: [
        { reason: 'A', message: '1' },
        { reason: 'B', message: '2' },
        { reason: 'B', message: '3' },
      ],
    },
  });

  test('returns the first cause of the type', () => {
    expect(errors.statusCause(wrapped(error), 'B')).toEqual({ reason: 'B', message: '2' });
    expect(errors.hasStatusCause(error, 'A')).toBe(true);
  });

  test('returns undefined without such a cause', () => {
    expect(errors.statusCause(error, 'C')).toBeUndefined();
    expect(errors.hasStatusCause(statusError({}), 'A')).toBe(false);
    expect(errors.hasStatusCause(undefined, 'A')).toBe(false);
  });
});

test.each([
  ['as long as the server says', newTooManyRequests('busy', 7), 7_000],
  ['5 minutes at most', newTooManyRequests('busy', 999_999_999), 300_000],
  ['0 for an error without a suggestion', new Error('other'), 0],
])('a watch waits %s', (_rule, error, expected) => {
  expect(suggestedDelayMs(error)).toBe(expected);
});

test('a watch waits no longer than `maxRetryAfterMs`', () => {
  expect(suggestedDelayMs(newTooManyRequests('busy', 60), 20_000)).toBe(20_000);
});
