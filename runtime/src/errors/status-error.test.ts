import type * as ErrorsModule from './index.js';
import { isNotFound, isStatusError, newNotFound, StatusError, statusOf } from './index.js';

describe('StatusError', () => {
  test('has the complete status, its parts, and its cause', () => {
    const status = { code: 404, reason: 'NotFound', message: 'gone fishing', details: { name: 'a' }, metadata: {} };
    const cause = new Error('why');
    const error = new StatusError(status, { cause });
    expect(error).toMatchObject({ name: 'StatusError', message: 'gone fishing', code: 404, reason: 'NotFound', cause });
    expect(error.status).toBe(status);
    expect(error.details).toBe(status.details);
    expect(error).toBeInstanceOf(Error);
  });

  test.each([
    [{}, 'the server responded with the status code 0'],
    [{ code: 418 }, 'the server responded with the status code 418'],
    [{ code: 404, reason: 'NotFound' }, 'NotFound'],
  ])('%j has a message even if the status lacks fields', (status, message) => {
    expect(new StatusError(status).message).toBe(message);
  });

  test('is accepted by predicates and by instanceof of another copy of the package', () => {
    let other: typeof ErrorsModule | undefined;
    jest.isolateModules(() => {
      other = jest.requireActual<typeof ErrorsModule>('./index.js');
    });
    const foreign = other!.newNotFound({ group: '', resource: 'pods' }, 'a');
    expect(other!.StatusError).not.toBe(StatusError);
    expect(Object.getPrototypeOf(foreign)).not.toBe(StatusError.prototype);
    expect(isNotFound(foreign)).toBe(true);
    expect(isStatusError(foreign)).toBe(true);
    expect(foreign instanceof StatusError).toBe(true);
    expect(other!.isNotFound(new Error('a', { cause: newNotFound({ group: '', resource: 'pods' }, 'a') }))).toBe(true);
  });

  test('instanceof distinguishes a subclass from its parent', () => {
    class Special extends StatusError {}
    expect(new Special({})).toBeInstanceOf(StatusError);
    expect(new Special({})).toBeInstanceOf(Special);
    expect(new StatusError({})).not.toBeInstanceOf(Special);
  });

  test.each([null, undefined, 'a', {}, new Error('a'), { status: {} }])('%p is not a StatusError', (value) => {
    expect(isStatusError(value)).toBe(false);
    expect(value instanceof StatusError).toBe(false);
    expect(statusOf(value)).toBeUndefined();
  });
});
