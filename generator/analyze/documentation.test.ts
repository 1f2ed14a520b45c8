import { parseJsonText } from '../load/json-text.js';
import { metadataTags } from './constraints.js';
import { documentationOf, documentationOfPlace, documentationOfType } from './documentation.js';
import { isObject } from './json.js';

function tags(schema: Record<string, unknown>): string[] {
  return documentationOf(schema).tags.map(({ name, text }) => (text === undefined ? `@${name}` : `@${name} ${text}`));
}

describe('what a comment says of a value', () => {
  test('bounds, in one order whatever that of the schema', () => {
    const schema = {
      uniqueItems: true,
      maxProperties: 9,
      minProperties: 8,
      maxItems: 7,
      minItems: 6,
      maxLength: 5,
      minLength: 4,
      multipleOf: 0.5,
      maximum: 2e21,
      minimum: -1,
    };
    expect(tags(schema)).toEqual([
      '@minimum -1',
      '@maximum 2e+21',
      '@multipleOf 0.5',
      '@minLength 4',
      '@maxLength 5',
      '@minItems 6',
      '@maxItems 7',
      '@minProperties 8',
      '@maxProperties 9',
      '@uniqueItems',
    ]);
  });

  test('bounds of zero are bounds', () => {
    expect(tags({ minimum: 0, maxLength: 0 })).toEqual(['@minimum 0', '@maxLength 0']);
  });

  test('exclusive bounds in both of their forms', () => {
    expect(tags({ minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true })).toEqual([
      '@exclusiveMinimum 1',
      '@exclusiveMaximum 2',
    ]);
    expect(tags({ exclusiveMinimum: 1, exclusiveMaximum: 2 })).toEqual(['@exclusiveMinimum 1', '@exclusiveMaximum 2']);
    expect(tags({ minimum: 1, exclusiveMinimum: false })).toEqual(['@minimum 1']);
  });

  test('patterns and formats as they are', () => {
    expect(tags({ format: 'int64', pattern: '^a*/$' })).toEqual(['@pattern ^a*/$', '@format int64']);
  });

  test('defaults as JSON, false and null and zero too; not the empty one of references', () => {
    expect(tags({ default: 'a' })).toEqual(['@default "a"']);
    expect(tags({ default: false })).toEqual(['@default false']);
    expect(tags({ default: 0 })).toEqual(['@default 0']);
    expect(tags({ default: null })).toEqual(['@default null']);
    expect(tags({ default: { b: 1, a: [] } })).toEqual(['@default {"a":[],"b":1}']);
    expect(tags({ default: {} })).toEqual(['@default {}']);
    expect(tags({ default: {}, allOf: [{ $ref: '#/x' }] })).toEqual([]);
  });

  test('list and map types with their keys', () => {
    const schema = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port', 'protocol'] };
    expect(tags(schema)).toEqual(['@listType map', '@listMapKey port', '@listMapKey protocol']);
    expect(tags({ 'x-kubernetes-map-type': 'atomic' })).toEqual(['@mapType atomic']);
  });

  test('CEL rules with their messages, immutability told apart', () => {
    const schema = {
      'x-kubernetes-validations': [
        { rule: 'self == oldSelf', message: 'is immutable' },
        { rule: 'oldSelf==self' },
        { rule: 'self.a < self.b', message: 'a must be below b' },
        { rule: 'size(self) > 0' },
        { message: 'no rule' },
        'nonsense',
      ],
    };
    expect(tags(schema)).toEqual([
      '@immutable is immutable',
      '@immutable',
      '@rule a must be below b: self.a < self.b',
      '@rule size(self) > 0',
    ]);
  });

  test('deprecation, where the schema says so or the description does in the way of Go', () => {
    expect(tags({ deprecated: true })).toEqual(['@deprecated']);
    expect(tags({ description: 'Old.\n\nDeprecated: use x.' })).toEqual(['@deprecated']);
    expect(tags({ description: 'It was deprecated: long ago' })).toEqual([]);
  });

  test.each([
    [{ oneOf: [{ required: ['a'] }, { required: ['b', 'c'] }] }, 'Exactly one of `a` and `b` with `c` is required.'],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }, { required: ['c'] }] }, 'At least one of `a`, `b` and `c` is required.'],
    [
      { oneOf: [{ required: ['a'] }, { required: ['b'] }, { not: { anyOf: [{ required: ['a'] }] } }] },
      'At most one of `a` or `b` may be set.',
    ],
    [{ allOf: [{ oneOf: [{ required: ['a'] }, { required: ['b'] }] }] }, 'Exactly one of `a` and `b` is required.'],
    [{ oneOf: [{ required: ['a'] }, { pattern: 'x' }] }, undefined],
    [{ oneOf: [null, 'x'] }, undefined],
    [{ oneOf: 'x' }, undefined],
  ])('required sets that a type cannot say: %j', (schema, expected) => {
    expect(documentationOf(schema).description).toBe(expected);
  });

  test('a required set follows the description', () => {
    expect(documentationOf({ description: ' A source. ', anyOf: [{ required: ['a'] }, { required: ['b'] }] }).description).toBe(
      'A source.\n\nAt least one of `a` and `b` is required.',
    );
  });

  test('a named part says what belongs to its type, and the field that holds it what belongs to the place', () => {
    const all = documentationOf({ description: 'D', default: {}, minProperties: 1 });
    expect(documentationOfType(all)).toEqual({ description: 'D', tags: [{ name: 'minProperties', text: '1' }] });
    expect(documentationOfPlace(all)).toEqual({ tags: [{ name: 'default', text: '{}' }] });
  });

  test('values of the wrong type say nothing', () => {
    expect(
      documentationOf({
        description: 3,
        minimum: '1',
        pattern: {},
        format: null,
        'x-kubernetes-validations': {},
        deprecated: 'yes',
      }),
    ).toEqual({ tags: [] });
  });
});

test('a comment has the bounds and rules of list items and map values, and of what they hold', () => {
  const rule = { rule: "self != ''", reason: 'FieldValueRequired', messageExpression: "'x' + self" };
  const items = { type: 'string', minLength: 1, 'x-kubernetes-validations': [rule] };
  expect(tags({ type: 'array', minItems: 1, items })).toEqual([
    '@minItems 1',
    '@items minLength 1',
    "@items rule self != '' (message 'x' + self, reason FieldValueRequired)",
  ]);
  expect(tags({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string', pattern: '^a' } } })).toEqual([
    '@values items pattern ^a',
  ]);
  expect(tags({ type: 'array', items: { type: 'object', properties: { a: {} }, minProperties: 1 } })).toEqual([]);
});

test('the comment of a kind has the constraints on the name of its objects', () => {
  const name = { type: 'string', enum: ['main', 'backup'], maxLength: 10 };
  const metadata = { type: 'object', properties: { name, generateName: { type: 'string', maxLength: 3 } } };
  expect(metadataTags({ properties: { metadata } })).toEqual([
    { name: 'metadata', text: 'name enum "main" | "backup"' },
    { name: 'metadata', text: 'name maxLength 10' },
    { name: 'metadata', text: 'generateName maxLength 3' },
  ]);
});

test.each([
  ['allOf', { type: 'string', allOf: [{ pattern: '^a' }, { maxLength: 3 }] }, ['@pattern ^a', '@maxLength 3']],
  ['allOf of allOf', { type: 'string', pattern: '^a', allOf: [{ allOf: [{ pattern: 'b$' }] }] }, ['@pattern ^a', '@pattern b$']],
  [
    'anyOf',
    { type: 'string', anyOf: [{ pattern: '^a' }, { maxLength: 3, minLength: 1 }] },
    ['@anyOf pattern ^a or minLength 1, maxLength 3'],
  ],
  ['oneOf', { type: 'integer', oneOf: [{ maximum: 1 }, { enum: [5, 7] }] }, ['@oneOf maximum 1 or enum 5 | 7']],
  ['not', { type: 'string', not: { pattern: '^kube-' } }, ['@not pattern ^kube-']],
  ['anyOf in allOf', { allOf: [{ anyOf: [{ minimum: 1 }, { maximum: -1 }] }] }, ['@anyOf minimum 1 or maximum -1']],
  [
    'types',
    {
      anyOf: [
        { type: 'integer', minimum: 1 },
        { type: 'string', pattern: '%$' },
      ],
    },
    ['@anyOf type integer, minimum 1 or type string, pattern %$'],
  ],
  [
    'items',
    { type: 'array', items: { type: 'string', allOf: [{ pattern: '^a' }], format: 'date' } },
    ['@items format date', '@items pattern ^a'],
  ],
  ['items in allOf', { type: 'array', allOf: [{ maxItems: 3, items: { maxLength: 3 } }] }, ['@maxItems 3', '@items maxLength 3']],
  [
    'values',
    { additionalProperties: { anyOf: [{ minLength: 1 }, { pattern: '^$' }] } },
    ['@values anyOf minLength 1 or pattern ^$'],
  ],
  [
    'fields',
    {
      properties: { a: {} },
      oneOf: [{ properties: { a: { enum: ['x'] } }, required: ['b'] }, { properties: { a: { maxLength: 1 } } }],
    },
    ['@oneOf required b, a enum "x" or a maxLength 1'],
  ],
])('a comment has the constraints inside of %s', (_name, schema, expected) => {
  expect(tags(schema)).toEqual(expected);
});

test.each([
  { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
  { type: 'string', anyOf: [{ enum: ['a'] }, { enum: ['b'] }] },
  { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
  { type: 'string', anyOf: [{ pattern: '^a' }, {}] },
  { oneOf: [{ type: 'object', properties: { a: { maxLength: 1 } } }, { type: 'string' }] },
  { anyOf: 'x', oneOf: [1], not: true, allOf: [null] },
])('a comment does not repeat branches that the type states: %j', (schema) => {
  expect(tags(schema)).toEqual([]);
});

test('a comment has the constraints on the fields that an embedded object has from elsewhere', () => {
  const properties = {
    apiVersion: { type: 'string', pattern: '^apps/' },
    kind: { type: 'string', enum: ['Deployment'] },
    metadata: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 9 } } },
    spec: { type: 'object' },
  };
  const embedded = { type: 'object', 'x-kubernetes-embedded-resource': true, properties };
  const expected = ['apiVersion pattern ^apps/', 'kind enum "Deployment"', 'metadata required name', 'metadata name maxLength 9'];
  expect(tags(embedded)).toEqual(expected.map((text) => `@${text}`));
  const { spec: _, ...standard } = properties;
  const items = { ...embedded, properties: standard };
  expect(tags({ type: 'array', items })).toEqual(expected.map((text) => `@items ${text}`));
});

test('a comment spells numbers as the input does', () => {
  const text =
    '{"type":"integer","minimum":-9223372036854775808,"maximum":1e21,"multipleOf":1.50,"default":{"b":9007199254740993,"a":1.0},' +
    '"items":{"maximum":9007199254740993},"enum":[9007199254740993,1]}';
  const schema = parseJsonText(text);
  expect(tags(isObject(schema) ? { ...schema } : {})).toEqual([
    '@minimum -9223372036854775808',
    '@maximum 1e21',
    '@multipleOf 1.50',
    '@enum 9007199254740993 | 1',
    '@default {"a":1.0,"b":9007199254740993}',
    '@items maximum 9007199254740993',
  ]);
});
