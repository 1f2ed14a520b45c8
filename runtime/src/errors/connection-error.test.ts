import {
  ConnectionError,
  isConnectionError,
  isConnectionRefused,
  isConnectionReset,
  isProbableEOF,
  newConnectionError,
} from './index.js';

const fault = (code: string, message: string = code): Error => Object.assign(new Error(message), { code });

describe('ConnectionError', () => {
  test('keeps its cause and the code of the cause', () => {
    const cause = fault('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:6443');
    const error = newConnectionError({ method: 'GET', url: 'https://127.0.0.1:6443/api', cause });
    expect(error).toMatchObject({
      name: 'ConnectionError',
      message: 'GET https://127.0.0.1:6443/api: connect ECONNREFUSED 127.0.0.1:6443',
      code: 'ECONNREFUSED',
      cause,
    });
    expect(isConnectionError(new Error('outer', { cause: error }))).toBe(true);
    expect(new ConnectionError('a').code).toBeUndefined();
    expect('cause' in new ConnectionError('a')).toBe(false);
  });

  test('has a message if its cause has none, as when all addresses of a host failed', () => {
    const cause = new AggregateError([fault('ETIMEDOUT'), fault('ENETUNREACH')]);
    expect(newConnectionError({ method: 'GET', url: 'https://a/b', cause }).message).toBe('GET https://a/b: ETIMEDOUT');
  });

  test.each(['https://user:hunter2@host/path?token=hunter2#hunter2', 'https://hunter2@host/path', 'https://host/path?a=hunter2'])(
    'does not contain the credentials of %s',
    (url) => {
      const cause = new Error('proxy http://me:hunter2@proxy:3128 refused');
      const { message } = newConnectionError({ method: 'GET', url, cause });
      expect(message).not.toContain('hunter2');
      expect(message).toMatch(/host\/path: proxy http:\/\/\*\*\*@proxy:3128 refused$/);
    },
  );

  test('predicates search the causes for the code', () => {
    const of = (code: string): Error =>
      new Error('outer', { cause: newConnectionError({ method: 'GET', url: 'a', cause: fault(code) }) });
    expect(isConnectionRefused(of('ECONNREFUSED'))).toBe(true);
    expect(isConnectionReset(of('ECONNRESET'))).toBe(true);
    expect(isProbableEOF(of('ERR_STREAM_PREMATURE_CLOSE'))).toBe(true);
    expect(isConnectionRefused(of('ECONNRESET'))).toBe(false);
    expect(isConnectionReset(undefined)).toBe(false);
    expect(isConnectionError(fault('ECONNRESET'))).toBe(false);
  });
});
