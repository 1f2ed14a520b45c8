import { errorFromObject, isUnexpectedObject, isUnexpectedServerError } from './index.js';
import { statusErrorFromResponse } from './server-response.js';

const pods = { group: '', resource: 'pods' };

describe('statusErrorFromResponse', () => {
  test('a Status in the body becomes the error unchanged', () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'pods "a" not found',
      reason: 'NotFound',
      details: { name: 'a', kind: 'pods' },
      code: 404,
      unknown: { kept: true },
    };
    for (const body of [JSON.stringify(status), Buffer.from(`\n  ${JSON.stringify(status, undefined, 2)}`)]) {
      const error = statusErrorFromResponse({ code: 404, verb: 'GET', body, contentType: 'application/json' });
      expect(error.status).toEqual(status);
      expect(isUnexpectedServerError(error)).toBe(false);
    }
  });

  test('a Status without a code gets that of the response', () => {
    const body = '{"kind":"Status","apiVersion":"v1","message":"no"}';
    expect(statusErrorFromResponse({ code: 403, verb: 'GET', body }).status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      message: 'no',
      code: 403,
    });
  });

  const all = 'the server could not find the requested resource';
  test.each<[number, string, string, string | undefined, string]>([
    [400, 'GET', 'bad', 'BadRequest', 'the server rejected our request for an unknown reason (get pods a)'],
    [401, 'GET', 'no', 'Unauthorized', 'the server has asked for the client to provide credentials (get pods a)'],
    [403, 'GET', 'only on Sundays', 'Forbidden', 'only on Sundays (get pods a)'],
    [404, 'DELETE', '404 page not found\n', 'NotFound', `${all} (delete pods a)`],
    [405, 'PUT', '', 'MethodNotAllowed', 'the server does not allow this method on the requested resource (put pods a)'],
    [
      406,
      'GET',
      '',
      'NotAcceptable',
      'the server was unable to respond with a content type that the client supports (get pods a)',
    ],
    [406, 'GET', 'only JSON', 'NotAcceptable', 'only JSON (get pods a)'],
    [409, 'POST', '', 'AlreadyExists', 'the server reported a conflict (post pods a)'],
    [409, 'PUT', '', 'Conflict', 'the server reported a conflict (put pods a)'],
    [415, 'PATCH', 'what is this', 'UnsupportedMediaType', 'what is this (patch pods a)'],
    [422, 'POST', '', 'Invalid', 'the server rejected our request due to an error in our request (post pods a)'],
    [
      429,
      'GET',
      'slow down',
      'TooManyRequests',
      'the server has received too many requests and has asked us to try again later (get pods a)',
    ],
    [
      500,
      'GET',
      'a "fault"\n',
      'InternalError',
      'an error on the server ("a \\"fault\\"") has prevented the request from succeeding (get pods a)',
    ],
    [502, 'GET', '', 'InternalError', 'an error on the server ("") has prevented the request from succeeding (get pods a)'],
    [503, 'GET', '', 'ServiceUnavailable', 'the server is currently unable to handle the request (get pods a)'],
    [
      504,
      'GET',
      '',
      'Timeout',
      'the server was unable to return a response in the time allotted, but may still be processing the request (get pods a)',
    ],
    [
      418,
      'GET',
      'teapot',
      undefined,
      'the server responded with the status code 418 but did not return more information (get pods a)',
    ],
  ])('%d to %s with %j', (code, verb, body, reason, message) => {
    const error = statusErrorFromResponse({ code, verb, body, resource: pods, name: 'a', retryAfterSeconds: 5 });
    expect(error.status).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === undefined ? {} : { reason }),
      details: {
        name: 'a',
        kind: 'pods',
        causes: [{ reason: 'UnexpectedServerResponse', message: body.trim() }],
        retryAfterSeconds: 5,
      },
      code,
    });
    expect(isUnexpectedServerError(error)).toBe(true);
  });

  test('the message contains the known parts of the request', () => {
    const answer = { code: 404, verb: 'GET', body: '' };
    expect(statusErrorFromResponse(answer).message).toBe(all);
    expect(statusErrorFromResponse({ ...answer, resource: { group: 'apps', resource: 'deployments' } }).message).toBe(
      `${all} (get deployments.apps)`,
    );
  });

  test.each<[string, string, string | undefined]>([
    ['{"kind":"Pod","apiVersion":"v1"}', 'unknown', 'application/json'],
    ['{"kind":"Status","apiVersion":"v1","code":"404"}', 'unknown', 'application/json'],
    ['{"kind":"Status"', 'unknown', 'application/json; charset=utf-8'],
    ['<html>no</html>', '<html>no</html>', 'text/html; charset=utf-8'],
    ['  plain  ', 'plain', undefined],
    ['\u0000\u0001', 'unknown', 'application/octet-stream'],
  ])('a body %j that is not a Status results in the message %j', (body, message, contentType) => {
    const error = statusErrorFromResponse({ code: 500, verb: 'GET', body, contentType });
    expect(error.details?.causes).toEqual([{ reason: 'UnexpectedServerResponse', message }]);
  });

  test('a long body is truncated at 2048 bytes', () => {
    const error = statusErrorFromResponse({ code: 500, verb: 'GET', body: 'x'.repeat(10_000) });
    expect(error.details?.causes?.[0]?.message).toHaveLength(2048);
  });
});

describe('errorFromObject', () => {
  test('a Status becomes a StatusError', () => {
    expect(errorFromObject({ kind: 'Status', apiVersion: 'v1', message: 'foobar' }).message).toBe('foobar');
    expect(errorFromObject({ kind: 'Status', apiVersion: 'meta.k8s.io/v1', message: 'b' }).message).toBe('b');
  });

  test.each<[unknown, string]>([
    [{ kind: 'Secret', apiVersion: 'v1', metadata: { name: 'a' }, data: { key: 'aGlkZGVu' } }, 'unexpected object: Secret "a"'],
    [{ kind: 'Status', apiVersion: 'v2', message: 'm' }, 'unexpected object: Status'],
    [{}, 'unexpected object: an object without a kind'],
    [null, 'unexpected object: null'],
    ['text', 'unexpected object: string'],
  ])('%j is unexpected, and the error does not contain it', (object, message) => {
    const error = errorFromObject(object);
    expect(error.message).toBe(message);
    expect(isUnexpectedObject(new Error('outer', { cause: error }))).toBe(true);
    expect(error).toHaveProperty('object', object);
  });

  test('other errors are not unexpected objects', () => {
    expect(isUnexpectedObject(new Error('a'))).toBe(false);
    expect(isUnexpectedObject(undefined)).toBe(false);
  });
});
