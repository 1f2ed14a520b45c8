import { everything, parseSelector } from '../../labels/index.js';
import type { DeleteCollectionOptions } from '../../meta/index.js';
import { buildRequest, type RequestInput } from './build-request.js';
import { encodeQuery } from './urls.js';

const pods = { group: '', version: 'v1', plural: 'pods', namespaced: true };
const nodes = { group: '', version: 'v1', plural: 'nodes', namespaced: false };
const deployments = { group: 'apps', version: 'v1', plural: 'deployments', namespaced: true };
const clusterRoles = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles', namespaced: false };

const url = (input: RequestInput): string => {
  const { method, path, query } = buildRequest(input);
  return `${method} ${path}${query.length > 0 ? `?${encodeQuery(query)}` : ''}`;
};

describe('method, path and query equal those of client-go', () => {
  test.each<[RequestInput, string]>([
    [{ verb: 'get', resource: pods, namespace: 'ns', name: 'a' }, 'GET /api/v1/namespaces/ns/pods/a'],
    [
      { verb: 'get', resource: deployments, namespace: 'ns', name: 'a', subresource: 'scale' },
      'GET /apis/apps/v1/namespaces/ns/deployments/a/scale',
    ],
    [{ verb: 'get', resource: nodes, name: 'n1', options: { resourceVersion: '0' } }, 'GET /api/v1/nodes/n1?resourceVersion=0'],
    [
      { verb: 'get', resource: clusterRoles, name: 'system:node', options: {} },
      'GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system:node',
    ],
    [{ verb: 'get', resource: pods, namespace: 'ns', name: 'a b?#é' }, 'GET /api/v1/namespaces/ns/pods/a%20b%3F%23%C3%A9'],
    [{ verb: 'list', resource: pods }, 'GET /api/v1/pods'],
    [
      {
        verb: 'list',
        resource: pods,
        namespace: 'ns',
        options: { limit: 500, continue: 'x+/=', labelSelector: 'a=b,c in (d,e)', fieldSelector: 'spec.nodeName=n' },
      },
      'GET /api/v1/namespaces/ns/pods?continue=x%2B%2F%3D&fieldSelector=spec.nodeName%3Dn&labelSelector=a%3Db%2Cc+in+%28d%2Ce%29&limit=500',
    ],
    [
      {
        verb: 'list',
        resource: pods,
        options: { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan', timeoutSeconds: 90 },
      },
      'GET /api/v1/pods?resourceVersion=0&resourceVersionMatch=NotOlderThan&timeout=1m30s&timeoutSeconds=90',
    ],
    [{ verb: 'list', resource: pods, options: { limit: 0, labelSelector: '', continue: '' } }, 'GET /api/v1/pods'],
    [
      { verb: 'list', resource: pods, options: { labelSelector: { matchLabels: { a: 'b' } } } },
      'GET /api/v1/pods?labelSelector=a%3Db',
    ],
    [{ verb: 'list', resource: pods, options: { labelSelector: parseSelector('b,a') } }, 'GET /api/v1/pods?labelSelector=a%2Cb'],
    [
      { verb: 'watch', resource: pods, options: { resourceVersion: '7' } },
      'GET /api/v1/pods?allowWatchBookmarks=true&resourceVersion=7&watch=true',
    ],
    [
      {
        verb: 'watch',
        resource: pods,
        options: {
          allowWatchBookmarks: false,
          sendInitialEvents: true,
          resourceVersionMatch: 'NotOlderThan',
          timeoutSeconds: 7200,
        },
      },
      'GET /api/v1/pods?resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeout=2h0m0s&timeoutSeconds=7200&watch=true',
    ],
    [
      {
        verb: 'create',
        resource: pods,
        namespace: 'ns',
        body: {},
        options: { dryRun: true, fieldManager: 'me', fieldValidation: 'Strict' },
      },
      'POST /api/v1/namespaces/ns/pods?dryRun=All&fieldManager=me&fieldValidation=Strict',
    ],
    [
      { verb: 'create', resource: pods, namespace: 'ns', name: 'a', subresource: 'eviction', body: {} },
      'POST /api/v1/namespaces/ns/pods/a/eviction',
    ],
    [
      {
        verb: 'update',
        resource: pods,
        namespace: 'ns',
        name: 'a',
        subresource: 'status',
        body: {},
        options: { dryRun: ['All'] },
      },
      'PUT /api/v1/namespaces/ns/pods/a/status?dryRun=All',
    ],
    [
      {
        verb: 'patch',
        resource: pods,
        namespace: 'ns',
        name: 'a',
        contentType: 'application/merge-patch+json',
        body: {},
        options: { dryRun: false },
      },
      'PATCH /api/v1/namespaces/ns/pods/a',
    ],
    [
      { verb: 'apply', resource: pods, namespace: 'ns', name: 'a', body: {}, options: { fieldManager: 'me', force: true } },
      'PATCH /api/v1/namespaces/ns/pods/a?fieldManager=me&force=true',
    ],
    [{ verb: 'delete', resource: pods, namespace: 'ns', name: 'a' }, 'DELETE /api/v1/namespaces/ns/pods/a'],
    [
      { verb: 'deletecollection', resource: pods, namespace: 'ns', options: { labelSelector: 'a', gracePeriodSeconds: 0 } },
      'DELETE /api/v1/namespaces/ns/pods?labelSelector=a',
    ],
    [
      {
        verb: 'get',
        resource: pods,
        namespace: 'ns',
        name: 'a',
        subresource: 'log',
        query: [
          ['follow', 'true'],
          ['container', 'c'],
        ],
      },
      'GET /api/v1/namespaces/ns/pods/a/log?container=c&follow=true',
    ],
    [
      { verb: 'get', resource: pods, namespace: 'ns', name: 'a', subresource: 'proxy', suffix: '/x y/z/' },
      'GET /api/v1/namespaces/ns/pods/a/proxy/x%20y/z/',
    ],
  ])('%#', (input, wanted) => {
    expect(url(input)).toBe(wanted);
  });
});

test('bodies are JSON, and each patch has its own content type', () => {
  const patch = buildRequest({
    verb: 'patch',
    resource: nodes,
    name: 'n',
    contentType: 'application/json-patch+json',
    body: [{ op: 'test', path: '/a', value: 1 }],
  });
  expect(patch).toMatchObject({
    body: '[{"op":"test","path":"/a","value":1}]',
    headers: { 'content-type': 'application/json-patch+json', accept: 'application/json' },
  });
  const apply = buildRequest({ verb: 'apply', resource: nodes, name: 'n', body: { a: 1 }, options: { fieldManager: 'm' } });
  expect(apply).toMatchObject({ body: '{"a":1}', headers: { 'content-type': 'application/apply-patch+yaml' } });
});

test('options of a deletion are its body, and defaults send no body', () => {
  const options = { gracePeriodSeconds: 0, preconditions: { uid: 'u' }, propagationPolicy: 'Foreground', dryRun: true } as const;
  const { body } = buildRequest({ verb: 'delete', resource: nodes, name: 'n', options });
  expect(JSON.parse(String(body))).toEqual({
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds: 0,
    preconditions: { uid: 'u' },
    propagationPolicy: 'Foreground',
    dryRun: ['All'],
  });
  expect(buildRequest({ verb: 'delete', resource: nodes, name: 'n', options: { timeoutMs: 5 } })).not.toHaveProperty('body');
});

test('only requests for streams are streaming', () => {
  expect(buildRequest({ verb: 'watch', resource: pods }).streaming).toBe(true);
  expect(buildRequest({ verb: 'list', resource: pods })).not.toHaveProperty('streaming');
});

describe('input that could reach another resource throws', () => {
  const get = { verb: 'get', resource: pods, namespace: 'ns', name: 'a' } as const;
  test.each<[RequestInput, string]>([
    [{ ...get, name: '' }, 'resource name may not be empty'],
    [{ ...get, name: '.' }, `invalid resource name ".": [may not be '.']`],
    [{ ...get, name: '..' }, `invalid resource name "..": [may not be '..']`],
    [{ ...get, name: 'a/b' }, `invalid resource name "a/b": [may not contain '/']`],
    [{ ...get, name: 'a%2fb/' }, `invalid resource name "a%2fb/": [may not contain '/' may not contain '%']`],
    [{ ...get, namespace: '..' }, `invalid namespace "..": [may not be '..']`],
    [{ ...get, namespace: '' }, 'invalid namespace "": [may not be empty]'],
    [{ ...get, namespace: undefined }, 'an empty namespace may not be set when a resource name is provided'],
    [{ ...get, subresource: 'status/../..' }, `invalid subresource "..": [may not be '..']`],
    [{ ...get, subresource: '' }, 'invalid subresource "": [may not be empty]'],
    [{ ...get, suffix: 'a/../b' }, `invalid path "a/../b": may not contain '.' or '..'`],
    [{ verb: 'create', resource: pods, body: {} }, 'an empty namespace may not be set during creation'],
    [{ verb: 'deletecollection', resource: pods }, 'an empty namespace may not be set when a collection is deleted'],
    [{ verb: 'get', resource: nodes, namespace: 'ns', name: 'n' }, 'nodes are cluster-scoped: omit the namespace "ns"'],
    [{ ...get, resource: { ...pods, plural: 'pods/x' } }, `invalid resource "pods/x": [may not contain '/']`],
    [{ ...get, resource: { ...pods, group: '..' } }, `invalid group "..": [may not be '..']`],
  ])('%#', (input, message) => {
    expect(() => buildRequest(input)).toThrow(new TypeError(message));
  });
});

test('an integer that may have lost digits throws, with its path', () => {
  const read: unknown = JSON.parse('{"spec":{"list":[{"n":9007199254740993}]}}');
  expect(() => buildRequest({ verb: 'update', resource: nodes, name: 'n', body: read })).toThrow(
    'refusing to write spec.list[0].n: an integer beyond 2^53 may have lost digits',
  );
  const fine = { a: Number.MAX_SAFE_INTEGER, b: '9007199254740993', c: 0.1234567890123456, d: 1e300 };
  expect(buildRequest({ verb: 'update', resource: nodes, name: 'n', body: fine }).body).toBe(JSON.stringify(fine));
});

describe('a body with a value that JSON would write as null throws, with its path', () => {
  test.each<[string, unknown, string]>([
    ['NaN', { spec: { replicas: Number.NaN } }, 'spec.replicas: JSON has no NaN'],
    ['an infinity in a list', { spec: { list: [null, { n: -Infinity }] } }, 'spec.list[1].n: JSON has no -Infinity'],
    ['the body itself', Number.NaN, 'the body: JSON has no NaN'],
    ['a boxed number', { a: Object(Number.NaN) as unknown }, 'a: JSON has no NaN'],
    ['an invalid date', { a: new Date('soon') }, 'a: JSON has no invalid date'],
    ['a result of toJSON', { a: { toJSON: () => ({ b: Infinity }) } }, 'a.b: JSON has no Infinity'],
  ])('%s', (_, body, message) => {
    for (const input of [
      { verb: 'update', resource: nodes, name: 'n', body } as const,
      { verb: 'patch', resource: nodes, name: 'n', contentType: 'application/merge-patch+json', body } as const,
      { verb: 'apply', resource: nodes, name: 'n', body, options: { fieldManager: 'm' } } as const,
    ]) {
      expect(() => buildRequest(input)).toThrow(new RangeError(`refusing to write ${message}`));
    }
  });

  test('and so do options', () => {
    expect(() =>
      buildRequest({ verb: 'delete', resource: nodes, name: 'n', options: { gracePeriodSeconds: Number.NaN } }),
    ).toThrow('refusing to write gracePeriodSeconds: JSON has no NaN');
    expect(() => buildRequest({ verb: 'list', resource: nodes, options: { limit: Number.NaN } })).toThrow(
      new RangeError('the option limit is NaN: it must be a finite number'),
    );
  });

  test('but not null, and strings that contain null', () => {
    const body = { a: null, b: [null], c: 'null', null: 1 };
    expect(buildRequest({ verb: 'update', resource: nodes, name: 'n', body }).body).toBe(JSON.stringify(body));
  });
});

describe('a deletecollection with a selector that is present but has no value throws', () => {
  test.each<[object, string]>([
    [{ labelSelector: undefined }, 'labelSelector is undefined'],
    [{ labelSelector: null }, 'labelSelector is null'],
    [{ labelSelector: '' }, 'labelSelector is an empty string'],
    [{ fieldSelector: undefined }, 'fieldSelector is undefined'],
    [{ labelSelector: 'a=b', fieldSelector: undefined }, 'fieldSelector is undefined'],
    [{ labelSelector: { matchLabels: undefined } }, 'labelSelector is a selector whose matchLabels is undefined'],
    [{ labelSelector: { matchExpressions: null } }, 'labelSelector is a selector whose matchExpressions is null'],
    [{ labelSelector: { matchLabels: { app: undefined } } }, 'labelSelector is a selector whose label app is undefined'],
  ])('%p', (options, message) => {
    expect(() => buildRequest({ verb: 'deletecollection', resource: nodes, options })).toThrow(
      new TypeError(`${message}: leave it out to select all objects, or pass a selector`),
    );
  });

  test.each<[DeleteCollectionOptions, string]>([
    [{}, 'DELETE /api/v1/nodes'],
    [{ labelSelector: {} }, 'DELETE /api/v1/nodes'],
    [{ labelSelector: everything() }, 'DELETE /api/v1/nodes'],
    [{ labelSelector: { matchLabels: { a: 'b' } } }, 'DELETE /api/v1/nodes?labelSelector=a%3Db'],
  ])('but not with %p', (options, expected) => {
    expect(url({ verb: 'deletecollection', resource: nodes, options })).toBe(expected);
  });
});
