import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { crd, documentOf, messages, run } from './testdata/documents.js';
import type { CrdParts } from './testdata/documents.js';

const string = { type: 'string' };
const integer = { type: 'integer' };
const list = (items: object, more: object = {}): object => ({ type: 'array', items, ...more });
const item = (more: object = {}): object => ({ type: 'object', properties: { k: string }, ...more });
const listType = 'x-kubernetes-list-type';
const keys = 'x-kubernetes-list-map-keys';
const rules = 'x-kubernetes-validations';
const preserve = 'x-kubernetes-preserve-unknown-fields';
const embedded = 'x-kubernetes-embedded-resource';
const intOrString = 'x-kubernetes-int-or-string';

/** Returns the warnings about a schema at `spec.a`, with paths that begin there. */
function faultsOf(schema: unknown, root: object = {}): string[] {
  const properties = { spec: { type: 'object', properties: { a: schema } } };
  return faultsOfRoot({ type: 'object', properties, ...root });
}

function faultsOfRoot(schema: unknown, parts: CrdParts = {}): string[] {
  return messages(run([crd({ schema, ...parts })])).map((message) =>
    message
      .replace(/^(\w+) foo\.yaml: /, '$1 ')
      .replace('spec.versions[0].schema.openAPIV3Schema', '$')
      .replace('$.properties.spec.properties.a', 'a')
      .replace(/ \(an API server refuses the definition\)$/, ''),
  );
}

describe('a part of a schema that an API server refuses is a warning with its path', () => {
  test.each<[string, object, ...string[]]>([
    ['an unknown type', { type: 'strng' }, 'a.type: is "strng", which is no type of a schema'],
    ['null as a type', { type: 'null' }, 'a.type: is "null", which is no type of a schema'],
    ['several types', { type: ['string', 'null'] }, 'a.type: is ["string","null"], and must be a string'],
    ['no type', { description: 'x' }, 'a: has no type'],
    ['a bound that is text', { ...integer, minimum: '1' }, 'a.minimum: is "1", and must be a number'],
    ['a length that is no integer', { ...string, maxLength: 1.5 }, 'a.maxLength: is 1.5, and must be an integer'],
    ['a flag that is text', { ...string, nullable: 'true' }, 'a.nullable: is "true", and must be true or false'],
    ['required as text', { ...item(), required: 'k' }, 'a.required: is "k", and must be a list of strings'],
    [
      'required: [y] as YAML 1.1 reads it',
      { ...item(), required: [true] },
      'a.required: is [true], and must be a list of strings',
    ],
    ['an enum that is text', { ...string, enum: 'x' }, 'a.enum: is "x", and must be a list'],
    ['properties as a list', { type: 'object', properties: [] }, 'a.properties: is [], and must be an object'],
    ['a property that is true', { type: 'object', properties: { x: true } }, 'a.properties.x: is true, and must be a schema'],
    ['items that are a number', { type: 'array', items: 1.5 }, 'a.items: is 1.5, and must be a schema'],
    ['items that are null', { type: 'array', items: null }, 'a.items: is missing: an array needs its items'],
    ['an array without items', { type: 'array' }, 'a.items: is missing: an array needs its items'],
    ['items without a type', { type: 'array', items: {} }, 'a.items: has no type'],
    ['items as a list', { type: 'array', items: [string] }, 'a.items: is a list, and must be one schema'],
    [
      'additionalProperties beside properties',
      { ...item(), additionalProperties: string },
      'a.additionalProperties: stands beside properties',
    ],
    ['a reference', { ...string, $ref: '#/x' }, 'a.$ref: is not allowed in a CRD'],
    ['uniqueItems', list(string, { uniqueItems: true }), 'a.uniqueItems: is not allowed in a CRD'],
    ['preserve: false', { type: 'object', [preserve]: false }, `a.${preserve}: is false, and must be true or absent`],
    [
      'an embedded resource without a type',
      { ...item({ type: undefined }), [embedded]: true },
      'a.type: must be object for an embedded resource',
    ],
    [
      'an embedded resource without fields',
      { type: 'object', [embedded]: true },
      'a.properties: is empty for an embedded resource that does not preserve unknown fields',
    ],
    ['int-or-string that preserves', { [intOrString]: true, [preserve]: true }, `a.${preserve}: stands beside int-or-string`],
    [
      'another anyOf of int-or-string',
      { [intOrString]: true, anyOf: [string, integer] },
      'a.anyOf[0].type: is not allowed inside of allOf, anyOf, oneOf and not',
      'a.anyOf[1].type: is not allowed inside of allOf, anyOf, oneOf and not',
    ],
    [
      'a lookahead',
      { ...string, pattern: '^(?!x)' },
      'a.pattern: is no regular expression of Go: it has (?!, which Go does not know',
    ],
    ['a type in allOf', { ...string, allOf: [string] }, 'a.allOf[0].type: is not allowed inside of allOf, anyOf, oneOf and not'],
    [
      'a description in anyOf',
      { ...string, anyOf: [{ description: 'x', minLength: 1 }] },
      'a.anyOf[0].description: is not allowed inside of allOf, anyOf, oneOf and not',
    ],
    [
      'a default deep in not',
      { ...string, not: { anyOf: [{ default: 'x' }] } },
      'a.not.anyOf[0].default: is not allowed inside of allOf, anyOf, oneOf and not',
    ],
    ['an unknown list type', list(string, { [listType]: 'bag' }), `a.${listType}: is "bag", and must be atomic, set or map`],
    ['a list type of an object', { type: 'object', [listType]: 'set' }, `a.${listType}: is for arrays alone`],
    [
      'a set of granular objects',
      list(item(), { [listType]: 'set' }),
      'a.items.x-kubernetes-map-type: must be atomic in a list of type set',
    ],
    [
      'a set of nullable items',
      list({ ...string, nullable: true }, { [listType]: 'set' }),
      'a.items.nullable: is true in a list of type set',
    ],
    ['a map list without keys', list(item(), { [listType]: 'map' }), `a.${keys}: is empty for a list of type map`],
    [
      'a map list of texts',
      list(string, { [listType]: 'map', [keys]: ['k'] }),
      'a.items.type: must be object in a list of type map',
    ],
    [
      'a key that is no field',
      list(item(), { [listType]: 'map', [keys]: ['z'] }),
      `a.${keys}[0]: names "z", which is no field of the items`,
    ],
    [
      'a key that may be absent',
      list(item(), { [listType]: 'map', [keys]: ['k'] }),
      'a.items.properties.k: is a key of the list, and must be required or have a default',
    ],
    ['keys of a set', list(string, { [listType]: 'set', [keys]: ['k'] }), `a.${keys}: is for lists of type map alone`],
    [
      'an unknown map type',
      { type: 'object', 'x-kubernetes-map-type': 'x' },
      'a.x-kubernetes-map-type: is "x", and must be atomic or granular',
    ],
    ['a rule without a rule', { ...string, [rules]: [{ message: 'x' }] }, `a.${rules}[0]: has no rule`],
    [
      'an unknown reason',
      { ...string, [rules]: [{ rule: 'true', reason: 'Other' }] },
      `a.${rules}[0].reason: is "Other", and must be FieldValueDuplicate, FieldValueForbidden, FieldValueInvalid, FieldValueRequired`,
    ],
    [
      'a fieldPath that leads nowhere',
      { ...item(), [rules]: [{ rule: 'true', fieldPath: '.z' }] },
      `a.${rules}[0].fieldPath: is ".z", which is no field below`,
    ],
    [
      'oldSelf in a list without keys',
      list({ ...string, [rules]: [{ rule: 'self == oldSelf' }] }),
      `a.items.${rules}[0].rule: uses oldSelf inside of a list whose items have no keys`,
    ],
    [
      'a rule of several lines without a message',
      { ...string, [rules]: [{ rule: 'true &&\ntrue' }] },
      `a.${rules}[0].message: is missing for a rule of several lines`,
    ],
    [
      'two faults',
      { type: 'object', properties: { x: { type: 'strng' }, y: { ...string, minLength: '1' } } },
      'a.properties.x.type: is "strng", which is no type of a schema',
      'a.properties.y.minLength: is "1", and must be an integer',
    ],
  ])('%s', (_what, schema, ...expected) => {
    expect(faultsOf(schema)).toEqual(expected.map((each) => `warning ${each}`));
  });

  test.each<[string, object, string]>([
    ['another type', { ...string, default: 5 }, 'a.default: is 5, and must be of type string'],
    ['a value outside of the enum', { ...string, enum: ['x'], default: 'y' }, 'a.default: is "y", which is not in the enum'],
    ['a number below the minimum', { ...integer, minimum: 5, default: 1 }, 'a.default: is 1, which is below the minimum'],
    ['a number above int32', { ...integer, format: 'int32', default: 3e9 }, 'a.default: is 3000000000, which is no int32'],
    ['a text that is too long', { ...string, maxLength: 1, default: 'xy' }, 'a.default: is "xy", which is too long'],
    [
      'a text that does not match',
      { ...string, pattern: '^a', default: 'b' },
      'a.default: is "b", which does not match the pattern',
    ],
    ['no date', { ...string, format: 'date-time', default: 'x' }, 'a.default: is "x", which is no date-time'],
    ['an unknown field', { ...item(), default: { z: 1 } }, 'a.default.z: is a field that the schema does not define'],
    ['a wrong field', { ...item(), default: { k: 1 } }, 'a.default.k: is 1, and must be of type string'],
    ['a missing field', { ...item({ required: ['k'] }), default: {} }, 'a.default: lacks "k", which is required'],
    ['a wrong item', list(string, { default: ['x', 1] }), 'a.default[1]: is 1, and must be of type string'],
    [
      'what oneOf does not allow',
      { ...string, oneOf: [{ pattern: '^a' }, { pattern: '^b' }], default: 'c' },
      'a.default: is "c", which oneOf does not allow',
    ],
    ['no object', { type: 'object', [preserve]: true, [embedded]: true, default: { kind: 'X' } }, 'a.default: lacks apiVersion'],
  ])('a default that is %s', (_what, schema, expected) => {
    expect(faultsOf(schema)).toEqual([`warning ${expected}`]);
  });

  test.each<[string, unknown, string]>([
    ['of another type', { type: 'array', items: string }, '$.type: of the root is not object'],
    ['that may be null', { type: 'object', nullable: true }, '$.nullable: is true at the root'],
    ['with any fields', { type: 'object', additionalProperties: string }, '$.additionalProperties: is not allowed at the root'],
    [
      'with labels in metadata',
      { type: 'object', properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } } },
      '$.properties.metadata.properties.labels: is not allowed: metadata may constrain name and generateName alone',
    ],
    [
      'with text for metadata',
      { type: 'object', properties: { metadata: string } },
      '$.properties.metadata.type: must be object',
    ],
    ['with a number for kind', { type: 'object', properties: { kind: integer } }, '$.properties.kind.type: must be string'],
    [
      'whose branch names a field that it lacks',
      {
        type: 'object',
        properties: { spec: { type: 'object' } },
        oneOf: [{ properties: { spec: { properties: { q: { pattern: 'x' } } } } }],
      },
      '$.oneOf[0].properties.spec.properties.q: is not defined outside of the branch',
    ],
  ])('a root %s', (_what, schema, expected) => {
    expect(faultsOfRoot(schema)).toContain(`warning ${expected}`);
  });

  test('a status subresource beside a root that it does not allow', () => {
    const schema = { type: 'object', properties: { spec: { type: 'object' } }, oneOf: [{ required: ['spec'] }] };
    expect(faultsOfRoot(schema)).toEqual([]);
    expect(faultsOfRoot(schema, { subresources: { status: {} } })).toEqual([
      'warning $.oneOf: is not allowed at the root beside a status subresource',
    ]);
  });

  test('a version that is not served', () => {
    const version = (name: string, type: string, more: object): object => ({
      name,
      schema: { openAPIV3Schema: { type: 'object', properties: { a: { type } } } },
      ...more,
    });
    const versions = [
      version('v1', 'string', { served: true, storage: true }),
      version('v2', 'strng', { served: false, storage: false }),
    ];
    expect(messages(run([crd({ versions })]))).toEqual([
      expect.stringContaining('spec.versions[1].schema.openAPIV3Schema.properties.a.type: '),
    ]);
  });

  test.each([
    string,
    { ...string, default: null },
    { ...string, example: 1, externalDocs: { url: 'x' } },
    { [intOrString]: true, anyOf: [integer, string] },
    { [intOrString]: true, allOf: [{ anyOf: [integer, string] }, { pattern: '^1' }] },
    { [preserve]: true },
    list({ [preserve]: true }),
    list(item({ required: ['k'] }), { [listType]: 'map', [keys]: ['k'] }),
    list(list(string), { [listType]: 'set' }),
    { ...item(), [rules]: [{ rule: 'self.k == oldSelf.k', fieldPath: '.k', messageExpression: "'x'" }] },
    { ...item(), oneOf: [{ required: ['z'] }, { properties: { z: { pattern: 'x' } } }] },
    { type: 'object', additionalProperties: { ...string, default: 'x' } },
  ])('nothing that a server accepts: %j', (schema) => {
    expect(faultsOf(schema)).toEqual([]);
  });
});

describe('a part of a definition that an API server refuses is a warning with its path', () => {
  const version = (more: object): CrdParts => ({
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } }, ...more }],
  });
  const column = (more: object): CrdParts =>
    version({ additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.a', ...more }] });
  const webhook = (more: object): CrdParts => ({ spec: { conversion: { strategy: 'Webhook', webhook: more } } });
  const service = { service: { namespace: 'a', name: 'b' } };
  test.each<[string, CrdParts, string]>([
    ['a flag that is text', version({ deprecated: 'yes' }), 'spec.versions[0].deprecated: is "yes", and must be true or false'],
    [
      'a status that is true',
      version({ subresources: { status: true } }),
      'spec.versions[0].subresources.status: is true, and must be an object',
    ],
    [
      'a column of an unknown type',
      column({ type: 'text' }),
      'spec.versions[0].additionalPrinterColumns[0].type: is "text", and must be one of boolean, date, integer, number, string',
    ],
    [
      'a column whose path has no dot',
      column({ jsonPath: 'spec.a[' }),
      'spec.versions[0].additionalPrinterColumns[0].jsonPath: is "spec.a[", and must begin with a dot',
    ],
    [
      'a selectable field that is absent',
      version({ selectableFields: [{ jsonPath: '.spec.z' }] }),
      'spec.versions[0].selectableFields[0].jsonPath: is ".spec.z", and must be a field of type string, boolean or integer',
    ],
    [
      'a webhook without its client',
      webhook({ conversionReviewVersions: ['v1'] }),
      'spec.conversion.webhook.clientConfig: is missing for the strategy Webhook',
    ],
    [
      'a webhook of unknown versions',
      webhook({ conversionReviewVersions: ['v9'], clientConfig: service }),
      'spec.conversion.webhook.conversionReviewVersions: must include v1',
    ],
    [
      'a webhook over http',
      webhook({ conversionReviewVersions: ['v1'], clientConfig: { url: 'http://a' } }),
      'spec.conversion.webhook.clientConfig.url: is "http://a", and must be https://host[/path]',
    ],
    [
      'an unknown strategy',
      { spec: { conversion: { strategy: 'x' } } },
      'spec.conversion.strategy: is "x", and must be None or Webhook',
    ],
    [
      'an annotation that is a number',
      { metadata: { annotations: { a: 1 } } },
      'metadata.annotations.a: is 1, and must be a string',
    ],
  ])('%s', (_what, parts, expected) => {
    expect(messages(run([crd(parts)]))).toEqual([`warning foo.yaml: ${expected} (an API server refuses the definition)`]);
  });

  test('as many as there are, up to a limit', () => {
    const properties = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, { type: 'strng' }]));
    const found = messages(run([crd({ schema: { type: 'object', properties } })]));
    expect(found).toHaveLength(201);
    expect(found).toContainEqual(expect.stringContaining('has 100 more faults'));
  });
});

const cases = path.resolve(__dirname, '../../../shared/cases/cli/C22-faulty-definitions.json');
(existsSync(cases) ? test : test.skip)('every definition of the list of faulty ones gives a diagnostic with a path', () => {
  const all = JSON.parse(readFileSync(cases, 'utf8')) as { name: string; crd: unknown }[];
  const silent = all.filter(({ crd: value }) =>
    run([documentOf('crd', 'x', value)]).diagnostics.every(({ where }) => where === ''),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(all.length).toBeGreaterThan(40);
});
