import fs from 'node:fs';
import path from 'node:path';
import { load } from '../load/index.js';
import { formatDiagnostic } from '../model/diagnostic.js';
import type { Analysis } from './analyze.js';
import { breaches, crd, messages, run, types } from './testdata/documents.js';
import { api, definitionName, refTo } from './testdata/openapi.js';

const folder = path.resolve(__dirname, '../../fixtures/hostile');

async function analyzed(file: string): Promise<Analysis> {
  const { documents, diagnostics } = await load({ crd: [file], cwd: folder });
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  return run(documents);
}

describe('hostile schemas', () => {
  test('every fixture is a model without a breach, or errors of one printable line each', async () => {
    for (const file of fs.readdirSync(folder).filter((name) => /^schema-.*\.yaml$/.test(name))) {
      const analysis = await analyzed(file);
      expect([file, breaches(analysis)]).toEqual([file, []]);
      for (const message of messages(analysis)) expect(message).toMatch(/^(error|warning) [^\p{Cc}\p{Cf}\p{Zl}]+$/u);
      for (const { group, version } of analysis.model.groupVersions)
        expect(`${group}/${version}`).toMatch(/^[a-z0-9.-]+\/[a-z0-9]+$/);
    }
  });

  test('names stay what they are in fields, and become identifiers in types', async () => {
    const analysis = await analyzed('schema-names.yaml');
    expect(messages(analysis)).toEqual([
      'warning schema-names.yaml:43:65: spec.versions[0].schema.openAPIV3Schema.properties.spec.x-kubernetes-validations[0].message: holds a line break (an API server refuses the definition)',
    ]);
    const root = analysis.model.groupVersions[0]?.types.find(({ name }) => name === 'Name');
    const names = root?.kind === 'object' ? root.properties.map(({ name }) => name) : [];
    expect(names).toEqual(
      expect.arrayContaining(['__proto__', 'constructor', '*/ process.exit(3) /*', '`${x}`', '', '-', '名前', 'a\u200db']),
    );
    expect(types(analysis)).toMatchObject({
      NameSpec: '{ __proto__: number, applyConfiguration?: NameSpecApplyConfigurationValue, class: string }',
      NameConstructor: '{ prototype?: string }',
      NameProto: '{ polluted?: string }',
      NameListValue: '{ e?: string }',
      NameClientValue: '{ f?: string }',
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('kinds hide nothing of the language and nothing of each other', async () => {
    const analysis = await analyzed('schema-kinds.yaml');
    const resources = analysis.model.groupVersions[0]?.resources.map(
      ({ kind, typeName, accessor }) => `${kind} ${typeName} ${accessor}`,
    );
    expect(resources).toEqual([
      'ApplyConfiguration ApplyConfiguration applies',
      'Constructor Constructor thenResource',
      'FooBar FooBar fooBars',
      'Object Object constructorResource',
      'Promise Promise promises',
      'Record Record records',
      'RecordClient RecordClient recordClients',
      'RecordObject RecordObject recordObjects',
      'Status Status statuses',
      'Then Then thens',
      'foobar Foobar_ foobars',
    ]);
  });

  test('what is refused is refused completely', async () => {
    const analysis = await analyzed('schema-refused.yaml');
    expect(analysis.model.groupVersions).toEqual([]);
    const found = messages(analysis);
    expect(found.length).toBeGreaterThan(12);
    expect(found[0]).toMatch(/^error schema-refused\.yaml:\d+:\d+: /);
  });

  test('a schema that is nested by thousands is an error, not an overflow', () => {
    const nest = (depth: number, wrap: (inner: unknown) => object): unknown => {
      let schema: unknown = { type: 'string' };
      for (let level = 0; level < depth; level++) schema = wrap(schema);
      return { type: 'object', properties: { spec: schema } };
    };
    for (const wrap of [
      (inner: unknown) => ({ type: 'object', properties: { a: inner } }),
      (inner: unknown) => ({ type: 'array', items: inner }),
      (inner: unknown) => ({ oneOf: [inner, { type: 'string' }] }),
    ]) {
      expect(messages(run([crd({ schema: nest(2_000, wrap) })]))).toContainEqual(
        expect.stringContaining('error foo.yaml: spec.versions[0].schema.openAPIV3Schema: is nested too deeply'),
      );
      expect(messages(run([crd({ schema: nest(100, wrap) })])).filter((message) => message.startsWith('error'))).toEqual([]);
    }
  });

  test('thousands of fields that want one name, and thousands of members, take a moment', () => {
    const properties: Record<string, unknown> = {};
    for (let index = 0; index < 5_000; index++)
      properties['-'.repeat(1 + (index % 50)) + '.'.repeat(index / 50)] = { type: 'object', properties: { [`p${index}`]: {} } };
    properties['mode'] = { type: 'string', enum: Array.from({ length: 100_000 }, (_, index) => `m${index}`) };
    properties['list'] = {
      'x-kubernetes-preserve-unknown-fields': true,
      'x-kubernetes-list-map-keys': Array.from({ length: 200_000 }, (_, index) => `k${index}`),
    };
    const analysis = run([crd({ schema: { type: 'object', properties } })]);
    expect(breaches(analysis)).toEqual([]);
    expect(analysis.model.groupVersions[0]?.types).toHaveLength(5_002);
  });

  // Takes half a minute. `npm run all` sets the variable.
  const slowTest = process.env['ALL_CASES'] === '1' ? test : test.skip;
  slowTest('a document whose parts are shared without end is too large, not endless', () => {
    const many = (count: number, schema: object): object =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, schema]));
    let schema: object = { type: 'object', properties: many(1_000, {}) };
    for (let level = 0; level < 40; level++) schema = { type: 'object', properties: many(10, schema) };
    expect(messages(run([crd({ schema })]))[0]).toContain(
      'error foo.yaml: spec.versions[0].schema.openAPIV3Schema: is too large',
    );
  });

  test('cycles of aliases and of allOf in OpenAPI end', () => {
    const [a, b] = ['A', 'B'].map((kind) => definitionName('x.example.com', 'v1', kind));
    const foo = definitionName('x.example.com', 'v1', 'Foo');
    const analysis = run([
      api(3, {
        definitions: {
          [foo]: {
            type: 'object',
            properties: { a: refTo(3, a!) },
            'x-kubernetes-group-version-kind': [{ group: 'x.example.com', version: 'v1', kind: 'Foo' }],
          },
          [a!]: { allOf: [refTo(3, b!)] },
          [b!]: { allOf: [refTo(3, a!), { type: 'object', properties: { c: refTo(3, b!) } }] },
        },
      }),
    ]);
    expect(breaches(analysis)).toEqual([]);
  });
});
