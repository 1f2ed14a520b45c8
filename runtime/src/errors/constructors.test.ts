import * as errors from './index.js';
import type { FieldError } from './index.js';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };

/** The errors of a server, literally. */
test.each<[errors.StatusError, number, string, string, object | undefined]>([
  [errors.newNotFound(pods, 'x'), 404, 'NotFound', 'pods "x" not found', { name: 'x', kind: 'pods' }],
  [
    errors.newNotFound(deployments, 'x'),
    404,
    'NotFound',
    'deployments.apps "x" not found',
    { name: 'x', group: 'apps', kind: 'deployments' },
  ],
  [errors.newAlreadyExists(pods, 'x'), 409, 'AlreadyExists', 'pods "x" already exists', { name: 'x', kind: 'pods' }],
  [
    errors.newGenerateNameConflict(pods, 'x', 1),
    409,
    'AlreadyExists',
    'pods "x" already exists, the server was not able to generate a unique name for the object',
    { name: 'x', kind: 'pods', retryAfterSeconds: 1 },
  ],
  [errors.newUnauthorized(''), 401, 'Unauthorized', 'not authorized', undefined],
  [errors.newUnauthorized('Unauthorized'), 401, 'Unauthorized', 'Unauthorized', undefined],
  [errors.newForbidden(pods, 'x', 'no'), 403, 'Forbidden', 'pods "x" is forbidden: no', { name: 'x', kind: 'pods' }],
  [errors.newForbidden(pods, '', new Error('no')), 403, 'Forbidden', 'pods is forbidden: no', { kind: 'pods' }],
  [errors.newForbidden({ group: '', resource: '' }, '', 'no'), 403, 'Forbidden', 'forbidden: no', {}],
  [
    errors.newConflict(pods, 'x'),
    409,
    'Conflict',
    'Operation cannot be fulfilled on pods "x": the object has been modified; ' +
      'please apply your changes to the latest version and try again',
    { name: 'x', kind: 'pods' },
  ],
  [
    errors.newApplyConflict([{ reason: 'FieldManagerConflict', message: 'm', field: '.spec' }], 'Apply failed'),
    409,
    'Conflict',
    'Apply failed',
    { causes: [{ reason: 'FieldManagerConflict', message: 'm', field: '.spec' }] },
  ],
  [errors.newGone('old'), 410, 'Gone', 'old', undefined],
  [errors.newResourceExpired('too old'), 410, 'Expired', 'too old', undefined],
  [errors.newBadRequest('what'), 400, 'BadRequest', 'what', undefined],
  [errors.newTooManyRequests('busy', 3), 429, 'TooManyRequests', 'busy', { retryAfterSeconds: 3 }],
  [errors.newServiceUnavailable('away'), 503, 'ServiceUnavailable', 'away', undefined],
  [
    errors.newMethodNotSupported(deployments, 'delete'),
    405,
    'MethodNotAllowed',
    'delete is not supported on resources of kind "deployments.apps"',
    { group: 'apps', kind: 'deployments' },
  ],
  [
    errors.newServerTimeout(pods, 'list', 2),
    500,
    'ServerTimeout',
    'The list operation against pods could not be completed at this time, please try again.',
    { name: 'list', kind: 'pods', retryAfterSeconds: 2 },
  ],
  [
    errors.newInternalError(new Error('boom')),
    500,
    'InternalError',
    'Internal error occurred: boom',
    { causes: [{ message: 'boom' }] },
  ],
  [errors.newTimeoutError('slow', 0), 504, 'Timeout', 'Timeout: slow', {}],
  [
    errors.newRequestEntityTooLarge('limit is 3145728'),
    413,
    'RequestEntityTooLarge',
    'Request entity too large: limit is 3145728',
    undefined,
  ],
  [
    errors.newNotAcceptable(['application/json']),
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json',
    undefined,
  ],
  [
    errors.newUnsupportedMediaType(['application/json', 'application/yaml']),
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    undefined,
  ],
])('%s', (error, code, reason, message, details) => {
  expect(error.status).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  });
});

describe('newInvalid', () => {
  const field = 'field[0].name';

  test.each<[FieldError, string]>([
    [errors.fieldDuplicate(field, 'bar'), 'Duplicate value: "bar"'],
    [errors.fieldInvalid(field, 'bar', 'detail'), 'Invalid value: "bar": detail'],
    [errors.fieldInvalid(field, 5, 'must be less than or equal to 4'), 'Invalid value: 5: must be less than or equal to 4'],
    [errors.fieldInvalid(field, true, 'd'), 'Invalid value: true: d'],
    [errors.fieldInvalid(field, null, 'd'), 'Invalid value: null: d'],
    [errors.fieldInvalid(field, undefined, 'd'), 'Invalid value: null: d'],
    [errors.fieldInvalid(field, { b: '<', a: [1] }, 'd'), 'Invalid value: {"a":[1],"b":"\\u003c"}: d'],
    [errors.fieldTypeInvalid(field, 'string', 'must be of type integer'), 'Invalid value: "string": must be of type integer'],
    [errors.fieldNotFound(field, 'bar'), 'Not found: "bar"'],
    [errors.fieldNotSupported(field, 'bar', []), 'Unsupported value: "bar"'],
    [errors.fieldNotSupported(field, 'bar', ['a', 'b']), 'Unsupported value: "bar": supported values: "a", "b"'],
    [errors.fieldRequired(field), 'Required value'],
    [errors.fieldRequired(field, 'name or generateName is required'), 'Required value: name or generateName is required'],
    [errors.fieldForbidden(field, 'may not change'), 'Forbidden: may not change'],
    [errors.fieldTooLong(field, 63), 'Too long: may not be more than 63 bytes'],
    [errors.fieldTooLong(field, 1), 'Too long: may not be more than 1 byte'],
    [errors.fieldTooShort(field, 1), 'Too short: must be at least 1 character'],
    [errors.fieldTooMany(field, 5, 4), 'Too many: 5: must have at most 4 items'],
  ])('%j', (fault, body) => {
    const error = errors.newInvalid({ group: '', kind: 'Kind' }, 'name', [fault]);
    expect(error.message).toBe(`Kind "name" is invalid: ${field}: ${body}`);
    expect(error.details?.causes).toEqual([{ reason: fault.type, message: body, field }]);
    expect(error.code).toBe(422);
  });

  test('contains each field error once, in order', () => {
    const required = errors.fieldRequired('spec.a');
    const error = errors.newInvalid({ group: 'apps', kind: 'Deployment' }, 'x', [
      required,
      errors.fieldRequired('spec.b'),
      required,
    ]);
    expect(error.message).toBe('Deployment.apps "x" is invalid: [spec.a: Required value, spec.b: Required value]');
    expect(error.details).toMatchObject({ name: 'x', group: 'apps', kind: 'Deployment' });
    expect(error.details?.causes).toHaveLength(3);
  });

  test('without field errors has only the general message', () => {
    const error = errors.newInvalid({ group: '', kind: 'Kind' }, 'name', []);
    expect(error.message).toBe('Kind "name" is invalid');
    expect(error.details).toEqual({ name: 'name', kind: 'Kind' });
  });
});
