import fc from 'fast-check';
import { buildRequest, encodeQuery, type RequestInput } from 'kube-client-runtime/rest';
import type { Answer } from './support/oracle.js';
import { expectRefused, outcomeOf, property, valueOf } from './support/property.js';
import { anyText } from './support/text.js';

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'] as const;
const method = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
} as const;

const segment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('a', 'web-0', 'system:node', 'kube-system', 'x.y', 'a@b', 'a,b', 'a;b', 'a=b', 'A~b!$*()'),
  },
  fc.constantFrom('.', '..', '', '/', 'a/b', 'a%2fb', '%', '...', ' ', 'a?b', 'a#b', "'", '"', '[x]', '{x}', '\\', '|'),
  anyText,
);
const listOptions = fc.record(
  {
    labelSelector: fc.oneof(fc.constantFrom('', 'a=b', 'a in (b,c),!d', 'é'), anyText),
    fieldSelector: fc.constantFrom('', 'metadata.name=a', 'a!=b\\,c'),
    limit: fc.constantFrom(0, 1, 500),
    continue: fc.oneof(fc.constant(''), anyText),
    resourceVersion: fc.constantFrom('', '0', '1234'),
    resourceVersionMatch: fc.constantFrom('Exact' as const, 'NotOlderThan' as const),
    timeoutSeconds: fc.constantFrom(1, 59, 60, 61, 3_600, 3_661, 86_400),
  },
  { requiredKeys: [] },
);

const call = fc
  .record({
    verb: fc.constantFrom(...verbs),
    group: fc.constantFrom('', 'apps', 'rbac.authorization.k8s.io'),
    version: fc.constantFrom('v1', 'v2beta1'),
    resource: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('pods', 'deployments', 'x-y') },
      segment.map((text) => text.toLowerCase()),
    ),
    namespaced: fc.boolean(),
    namespace: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, segment),
    name: fc.option(segment, { nil: undefined }),
    subresource: fc.option(fc.oneof(fc.constantFrom('status', 'scale', 'log'), segment), { nil: undefined }),
    params: fc.dictionary(fc.constantFrom('container', 'follow', 'a b', 'é'), anyText, { maxKeys: 3 }),
    list: listOptions,
  })
  .map(({ list, name, ...rest }) => ({
    ...rest,
    host: 'https://h',
    // A typed client cannot set a name for a list.
    name: rest.verb === 'list' || rest.verb === 'watch' || rest.verb === 'deletecollection' ? undefined : name,
    list: rest.verb === 'list' || rest.verb === 'deletecollection' ? list : undefined,
    // A cluster-scoped resource has no namespace.
    namespace: rest.namespaced ? rest.namespace : '',
  }));

type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

function ours(input: Call): string {
  const { verb, group, version, namespaced, subresource, name = '' } = input;
  const target = {
    resource: { group, version, plural: input.resource, namespaced },
    namespace: input.namespace === '' ? undefined : input.namespace,
    subresource,
    query: Object.entries(input.params),
  };
  const named = (): RequestInput => {
    switch (verb) {
      case 'list':
      case 'deletecollection':
        return { ...target, verb, options: input.list };
      case 'watch':
        return { ...target, verb, options: { allowWatchBookmarks: false } };
      case 'get':
      case 'delete':
        return { ...target, verb, name };
      case 'create':
        return { ...target, verb, name: input.name, body: {} };
      case 'update':
        return { ...target, verb, name, body: {} };
      case 'patch':
        return { ...target, verb, name, body: {}, contentType: 'application/merge-patch+json' };
    }
  };
  const { path, query } = buildRequest(named());
  return `https://h${path}${query.length === 0 ? '' : `?${encodeQuery(query)}`}`;
}

/**
 * Whether we refuse a request that client-go sends, because it reaches another resource or selects more than the caller expects.
 */
function meansSomethingElse({ verb, namespaced, namespace, name, subresource, resource, list }: Call): boolean {
  if (resource === '' || subresource === '') return true;
  if (verb === 'deletecollection' && (list?.labelSelector === '' || list?.fieldSelector === '')) return true;
  const nameless = name === undefined;
  if (nameless && verb !== 'list' && verb !== 'watch' && verb !== 'deletecollection' && verb !== 'create') return true;
  if (nameless && verb === 'create' && subresource !== undefined) return true;
  return namespaced && namespace === '' && (verb === 'patch' || verb === 'deletecollection');
}

/**
 * Builds the answer for a subresource of several segments from the answers for each segment. Aggregated servers have such
 * subresources, but client-go refuses them.
 */
async function nested(parts: readonly string[], theirs: (subresource: string) => Promise<Answer>): Promise<Answer> {
  // Go treats an empty subresource as absent.
  if (parts.includes('')) return { error: 'a segment is empty' };
  const marker = 'one-segment';
  const around = await theirs(marker);
  const answers = await Promise.all(parts.map((part) => theirs(part)));
  const refusal = [around, ...answers].find((answer) => 'error' in answer);
  if (refusal !== undefined) return refusal;
  const [before = '', after = ''] = String(valueOf(around)).split(marker);
  const encoded = answers.map((answer) =>
    String(valueOf(answer))
      .slice(before.length)
      .slice(0, after === '' ? undefined : -after.length),
  );
  return { value: `${before}${encoded.join('/')}${after}` };
}

property('a request has the same URL, or is refused alike', call, [], async (input, ask) => {
  const { verb, params, ...rest } = input;
  const watching = verb === 'watch' ? { ...params, watch: 'true' } : params;
  const theirs = (subresource = input.subresource): Promise<Answer> =>
    ask('urls.of', { ...rest, subresource, verb: method[verb], params: watching });
  const mine = await outcomeOf(() => ours(input));
  const answer = await (input.subresource?.includes('/') ? nested(input.subresource.split('/'), theirs) : theirs());
  if ('error' in answer || meansSomethingElse(input)) expectRefused(mine, answer);
  else expect(mine).toEqual(answer);
});
