/** CustomResourceDefinitions with one mistake each. Both servers refuse them, for the same fields. */
import { useServer } from './support/server.js';
import { verdictOf } from './support/verdict.js';

const subject = useServer();
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Version {
  readonly [name: string]: unknown;
}
const version: Version = {
  name: 'v1',
  served: true,
  storage: true,
  schema: {
    openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } } },
  },
};
const names = { plural: 'faults', singular: 'fault', kind: 'Fault', listKind: 'FaultList' };
const spec = { group: 'faulty.example.com', scope: 'Namespaced', names, versions: [version] };
const definition = (change: object, metadata: object = { name: 'faults.faulty.example.com' }): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata,
  spec: { ...spec, ...change },
});

const named = (change: object): object => definition({ names: { ...names, ...change } });
const versioned = (...changes: readonly object[]): object =>
  definition({ versions: changes.map((change) => ({ ...version, ...change })) });
/** Returns a definition with another schema of `spec`. */
const typed = (of: unknown): object => versioned({ schema: { openAPIV3Schema: { type: 'object', properties: { spec: of } } } });
const root = (openAPIV3Schema: unknown, more: object = {}): object => versioned({ schema: { openAPIV3Schema }, ...more });
const second = { name: 'v2', storage: false };
const text = { type: 'string' };
const whole = { type: 'object', properties: { replicas: { type: 'integer' }, a: text } };

const faulty: Readonly<Record<string, object>> = {
  'no fault': definition({}),
  'no spec': { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a.b.c' } },
  'no name': definition({}, {}),
  'a generated name': definition({}, { generateName: 'faults-' }),
  'a name of another group': definition({}, { name: 'faults.other.example.com' }),
  'a name in capitals': definition({}, { name: 'Faults.faulty.example.com' }),
  'no group': definition({ group: '' }),
  'a group in capitals': definition({ group: 'Faulty.example.com' }),
  'a group with a space': definition({ group: 'faulty example.com' }),
  'a protected group without approval': definition({ group: 'faulty.k8s.io' }, { name: 'faults.faulty.k8s.io' }),
  'a protected group with an invalid approval': definition(
    { group: 'faulty.k8s.io' },
    { name: 'faults.faulty.k8s.io', annotations: { 'api-approved.kubernetes.io': 'yes' } },
  ),
  'no scope': definition({ scope: '' }),
  'a scope of a number': definition({ scope: 1 }),
  'no names': definition({ names: {} }),
  'no plural': named({ plural: '' }),
  'no kind': named({ kind: '', listKind: '' }),
  'a plural in capitals': named({ plural: 'Faults' }),
  'a singular with a dot': named({ singular: 'fa.ult' }),
  'a kind with a dash at its end': named({ kind: 'Fault-' }),
  'a kind that is too long': named({ kind: 'F'.repeat(64) }),
  'a list kind that is the kind': named({ listKind: 'Fault' }),
  'a short name with a space': named({ shortNames: ['f', 'a b'] }),
  'a category in capitals': named({ categories: ['All'] }),
  'short names of a number': named({ shortNames: 5 }),
  'no versions': definition({ versions: [] }),
  'versions that are no list': definition({ versions: { name: 'v1' } }),
  'a version without a name': versioned({ name: '' }),
  'a version in capitals': versioned({ name: 'V1' }),
  'a version with a dot': versioned({ name: 'v1.2' }),
  'two versions of one name': versioned({}, { storage: false }),
  'two versions that are stored': versioned({}, { ...second, storage: true }),
  'no version that is stored': versioned({ storage: false }),
  'no version that is served': versioned({ served: false }),
  'a version without a schema': versioned({}, { ...second, schema: undefined }),
  'an empty schema': versioned({ schema: {} }),
  'a schema of two versions, of which the second is wrong': versioned(
    {},
    { ...second, schema: { openAPIV3Schema: { type: 'object', properties: { spec: {} } } } },
  ),
  'a warning without deprecation': versioned({ deprecationWarning: 'old' }),
  'a warning without words': versioned({ deprecated: true, deprecationWarning: '' }),
  'a warning that is too long': versioned({ deprecated: true, deprecationWarning: 'a'.repeat(257) }),
  'served of a string': versioned({ served: 'yes' }),

  'a root that is a string': root({ type: 'string' }),
  'a root without a type': root({ properties: { spec: text } }),
  'a root that may be null': root({ type: 'object', nullable: true }),
  'a root of any properties': root({ type: 'object', additionalProperties: text }),
  'metadata with labels': root({
    type: 'object',
    properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
  }),
  'metadata that is a string': root({ type: 'object', properties: { metadata: text } }),
  'a kind that is a number': root({ type: 'object', properties: { kind: { type: 'integer' } } }),
  'a default in metadata': root({
    type: 'object',
    properties: { metadata: { type: 'object', properties: { name: { type: 'string', default: 'a' } } } },
  }),
  'a root with more than a status allows': root(
    { type: 'object', oneOf: [{ required: ['spec'] }], properties: { spec: text } },
    { subresources: { status: {} } },
  ),

  'no type': typed({}),
  'an unknown type': typed({ type: 'text' }),
  'the type null': typed({ type: 'null' }),
  'a type of a list': typed({ type: ['string'] }),
  'a list without items': typed({ type: 'array' }),
  'items without a type': typed({ type: 'array', items: {} }),
  'a list of items of several types': typed({ type: 'array', items: [text, text] }),
  'a reference': typed({ type: 'object', $ref: '#/definitions/a' }),
  definitions: typed({ type: 'object', definitions: { a: text } }),
  'pattern properties': typed({ type: 'object', patternProperties: { a: text } }),
  dependencies: typed({ type: 'object', dependencies: { a: ['b'] } }),
  'additional items': typed({ type: 'array', items: text, additionalItems: text }),
  'an id': typed({ type: 'object', id: 'a' }),
  'unique items': typed({ type: 'array', items: text, uniqueItems: true }),
  'properties and any others': typed({ type: 'object', properties: { a: text }, additionalProperties: text }),
  'unknown fields that are not kept': typed({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false }),
  'an int or string with a type': typed({ type: 'integer', 'x-kubernetes-int-or-string': true }),
  'an int or string with unknown fields': typed({
    'x-kubernetes-int-or-string': true,
    'x-kubernetes-preserve-unknown-fields': true,
  }),
  'an embedded resource that is a string': typed({ type: 'string', 'x-kubernetes-embedded-resource': true }),
  'an embedded resource with nothing in it': typed({ type: 'object', 'x-kubernetes-embedded-resource': true }),

  'an alternative with a type': typed({ type: 'object', properties: { a: text }, anyOf: [{ properties: { a: text } }] }),
  'an alternative with a description': typed({
    type: 'object',
    properties: { a: text },
    allOf: [{ description: 'a', required: ['a'] }],
  }),
  'an alternative with a default': typed({
    type: 'object',
    properties: { a: text },
    oneOf: [{ properties: { a: { default: 'a' } } }],
  }),
  'an alternative that may be null': typed({ type: 'string', not: { nullable: true } }),
  'an alternative of a field that is not there': typed({
    type: 'object',
    properties: { a: text },
    anyOf: [{ properties: { b: { minLength: 1 } } }],
  }),
  'an alternative with any properties': typed({ type: 'object', anyOf: [{ additionalProperties: { minLength: 1 } }] }),
  'an alternative of items that are not there': typed({
    type: 'object',
    properties: { a: text },
    not: { items: { minLength: 1 } },
  }),

  'a default of another type': typed({ type: 'integer', default: 'a' }),
  'a default out of its enum': typed({ type: 'string', enum: ['a'], default: 'b' }),
  'a default that is too small': typed({ type: 'integer', minimum: 1, default: 0 }),
  'a default against its pattern': typed({ type: 'string', pattern: '^a$', default: 'b' }),
  'a default with an unknown field': typed({ ...whole, default: { b: 1 } }),
  'a default of an object without what is required': typed({ ...whole, required: ['a'], default: {} }),
  'a default of null': typed({ type: 'string', default: null }),
  'a default with an item twice': typed({ type: 'array', items: text, 'x-kubernetes-list-type': 'set', default: ['a', 'a'] }),

  'an unknown list type': typed({ type: 'array', items: text, 'x-kubernetes-list-type': 'bag' }),
  'a list type of an object': typed({ type: 'object', 'x-kubernetes-list-type': 'set' }),
  'a set of objects that are not atomic': typed({ type: 'array', items: whole, 'x-kubernetes-list-type': 'set' }),
  'a set of lists that are not atomic': typed({
    type: 'array',
    items: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    'x-kubernetes-list-type': 'set',
  }),
  'a set of what may be null': typed({
    type: 'array',
    items: { type: 'string', nullable: true },
    'x-kubernetes-list-type': 'set',
  }),
  'a map without keys': typed({ type: 'array', items: whole, 'x-kubernetes-list-type': 'map' }),
  'a map of strings': typed({ type: 'array', items: text, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'] }),
  'a map by a field that is not there': typed({
    type: 'array',
    items: whole,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['b'],
  }),
  'a map by a field that may be missing': typed({
    type: 'array',
    items: whole,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['a'],
  }),
  'a map by an object': typed({
    type: 'array',
    items: { type: 'object', required: ['a'], properties: { a: whole } },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['a'],
  }),
  'a map by one field twice': typed({
    type: 'array',
    items: { ...whole, required: ['a'] },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['a', 'a'],
  }),
  'keys without a map': typed({ type: 'array', items: whole, 'x-kubernetes-list-map-keys': ['a'] }),
  'an unknown map type': typed({ ...whole, 'x-kubernetes-map-type': 'loose' }),
  'a map type of a string': typed({ type: 'string', 'x-kubernetes-map-type': 'atomic' }),

  'a number of a string': typed({ type: 'integer', minimum: '1' }),
  'an invalid pattern': typed({ type: 'string', pattern: '[' }),
  'a pattern that looks ahead': typed({ type: 'string', pattern: '^(?!a)' }),
  'required of a string': typed({ type: 'object', required: 'a' }),
  'an enum of nothing': typed({ type: 'string', enum: [] }),
  'an unknown format': typed({ type: 'string', format: 'nobody-knows' }),

  'a scale without paths': versioned({ subresources: { scale: {} } }),
  'a scale outside of spec and status': root(
    { type: 'object', properties: { spec: whole, status: whole } },
    { subresources: { scale: { specReplicasPath: '.status.replicas', statusReplicasPath: '.spec.replicas' } } },
  ),
  'a scale with invalid paths': root(
    { type: 'object', properties: { spec: whole, status: whole } },
    {
      subresources: {
        scale: { specReplicasPath: 'spec.replicas', statusReplicasPath: '.status.list[0]', labelSelectorPath: 'x' },
      },
    },
  ),
  'a field to select by that is not there': versioned({ selectableFields: [{ jsonPath: '.spec.b' }] }),
  'a field to select by that is an object': versioned({ selectableFields: [{ jsonPath: '.spec' }] }),
  'a field to select by without a dot': versioned({ selectableFields: [{ jsonPath: 'spec.a' }] }),
  'a field to select by twice': versioned({ selectableFields: [{ jsonPath: '.spec.a' }, { jsonPath: '.spec.a' }] }),
  'a field to select by of metadata': versioned({ selectableFields: [{ jsonPath: '.metadata.name' }] }),
  'more fields to select by than there may be': root(
    {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f${index}`, text])) },
      },
    },
    { selectableFields: Array.from({ length: 9 }, (_, index) => ({ jsonPath: `.spec.f${index}` })) },
  ),
  'a column without a name': versioned({ additionalPrinterColumns: [{ type: 'string', jsonPath: '.spec.a' }] }),
  'a column of an unknown type': versioned({ additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: '.spec.a' }] }),
  'a column of an unknown format': versioned({
    additionalPrinterColumns: [{ name: 'A', type: 'string', format: 'text', jsonPath: '.spec.a' }],
  }),
  'a column without a path': versioned({ additionalPrinterColumns: [{ name: 'A', type: 'string' }] }),

  'an unknown conversion': definition({ conversion: { strategy: 'Magic' } }),
  'a conversion without a strategy': definition({ conversion: {} }),
  'a webhook without a client': definition({
    conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'] } },
  }),
  'a webhook of no version': definition({
    conversion: {
      strategy: 'Webhook',
      webhook: { clientConfig: { url: 'https://example.com/a' }, conversionReviewVersions: [] },
    },
  }),
  'a webhook with unknown versions': definition({
    conversion: {
      strategy: 'Webhook',
      webhook: { clientConfig: { url: 'https://example.com/a' }, conversionReviewVersions: ['v7'] },
    },
  }),
  'a webhook over http': definition({
    conversion: {
      strategy: 'Webhook',
      webhook: { clientConfig: { url: 'http://example.com/a' }, conversionReviewVersions: ['v1'] },
    },
  }),
  'a webhook by a url and a service': definition({
    conversion: {
      strategy: 'Webhook',
      webhook: {
        clientConfig: { url: 'https://example.com/a', service: { name: 'a', namespace: 'b' } },
        conversionReviewVersions: ['v1'],
      },
    },
  }),
  'a webhook by a service without a name': definition({
    conversion: {
      strategy: 'Webhook',
      webhook: { clientConfig: { service: { namespace: 'b' } }, conversionReviewVersions: ['v1'] },
    },
  }),
  'a webhook where nothing is converted': definition({
    conversion: {
      strategy: 'None',
      webhook: { clientConfig: { url: 'https://example.com/a' }, conversionReviewVersions: ['v1'] },
    },
  }),
  'unknown fields that are kept everywhere': definition({ preserveUnknownFields: true }),
};

test.each(Object.entries(faulty))('%s', async (_, sent) => {
  const { client } = subject;
  expect(verdictOf(client, await client.post(`${definitions}?dryRun=All`, sent))).toMatchSnapshot();
});
