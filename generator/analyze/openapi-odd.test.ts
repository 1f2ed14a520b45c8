import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subresource } from '../model/index.js';
import { breaches, documentOf, messages, run, text, types } from './testdata/documents.js';
import { toV2 } from './testdata/to-v2.js';

const fixture: unknown = JSON.parse(readFileSync(path.resolve(__dirname, '../../fixtures/openapi/odd.json'), 'utf8'));
const documents = { 2: documentOf('openapi-v2', 'odd.json', toV2(fixture)), 3: documentOf('openapi-v3', 'odd.json', fixture) };

test('a v2 document gives the same model as the v3 document that says the same', () => {
  const [v2, v3] = [run([documents[2]]), run([documents[3]])];
  expect(v2.model).toEqual(v3.model);
  expect(messages(v2)).toEqual(messages(v3));
});

describe.each([2, 3] as const)('an OpenAPI v%i document of an aggregated server', (v) => {
  const analysis = run([documents[v]]);
  const groupVersion = analysis.model.groupVersions.find(({ group }) => group === 'odd.example.net');
  const resource = (plural: string) => groupVersion?.resources.find((each) => each.plural === plural);
  const all = types(analysis, groupVersion);

  test('refers to types that are there', () => {
    expect(breaches(analysis)).toEqual([]);
    expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each([
    ['start', 'update StartOptions -> text'],
    ['pause', 'update -> text'],
    ['memorydump', 'update string[] -> number'],
    ['volumes', 'create Volume[] -> Volume[]; delete -> text; get -> Volume[]; patch text -> text'],
    ['limits', 'get -> MachineGetLimitsResult; patch Ratio -> Ratio; update MachinePutLimitsBody -> boolean'],
    ['console', 'get -> text'],
    ['vnc/screenshot', 'get -> text'],
    ['reset', 'create self -> text; update -> text'],
    ['level', 'get -> unknown; update number -> number'],
    ['status', 'get -> text; update text -> text'],
    ['scale', 'get -> Ratio; update Ratio -> Ratio'],
  ])('may have a subresource that takes and returns anything: %s', (name, expected) => {
    expect(said(resource('machines')?.subresources.find((each) => each.name === name))).toBe(expected);
  });

  test('may have a subresource with path parameters of its own, which is left out with a warning', () => {
    expect(resource('machines')?.subresources.map(({ name }) => name)).not.toContain('portforward');
    expect(messages(analysis)).toContainEqual(
      expect.stringMatching(
        /^warning odd\.json: paths: subresources of machines have path parameters .* left out: "portforward"/,
      ),
    );
  });

  test('names its lists as it wants', () => {
    expect(resource('machines')).toMatchObject({ listKind: 'MachineCollection', list: { name: 'MachineCollection' } });
    expect(resource('usages')).toMatchObject({ listKind: 'UsageList', list: { name: 'UsageList' } });
  });

  test.each([
    ['Usage', '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, usage?: Record<string> }'],
    ['Empty', '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, []: unknown }'],
    ['Word', '{ apiVersion?: string, kind?: string, metadata?: meta.ObjectMeta, []: unknown }'],
    ['Review', '{ apiVersion?: string, kind?: string, spec?: ReviewSpec }'],
  ])('may define a kind without apiVersion and kind, which it has nevertheless: %s', (name, expected) => {
    expect(all[name]).toBe(expected);
  });

  test('may use one definition for two kinds, each of which gets its own type and list', () => {
    expect(resource('summaries')).toMatchObject({ kind: 'Summary', object: { name: 'Summary' }, list: { name: 'ReportList2' } });
    expect(resource('reports')).toMatchObject({ kind: 'Report', object: { name: 'Report' }, list: { name: 'ReportList' } });
    expect(all['ReportList2']).toContain('items: Summary[]');
  });

  test('may define one kind twice', () => {
    expect(resource('twins')?.object.name).not.toBe(resource('othertwins')?.object.name);
  });

  test.each([
    ['foo-bars', 'Foo_bar_'],
    ['foobars', 'FooBar'],
    ['foobarz', 'FooBar_'],
    ['abcs', 'ABC'],
    ['abcz', 'ABC_'],
    ['123kinds', 'T$123Kind'],
  ])('gets a warning for a kind that is not in upper camel case: %s are of type %s', (plural, type) => {
    expect(resource(plural)).toMatchObject({ object: { name: type }, typeName: type });
    const warned = messages(analysis).some((message) => message.includes(`so its type is called ${type} `));
    expect(warned).toBe(/[_$]/.test(type));
  });

  test.each([
    ['required', '(Base & ComposedRequired)'],
    ['requiredBeside', '(Base & ComposedRequiredBeside)'],
    ['requiredDeep', '(More & ComposedRequiredDeep)'],
    ['metadataNamed', '(meta.ObjectMeta & ComposedMetadataNamed)'],
    ['nullable', 'Base | null'],
    ['nullableInside', 'Base | null'],
    ['either', '(Base | Ratio)'],
    ['any', '(Base | Ratio[]) | null'],
    ['constant', '"fixed"'],
    ['base', 'string'],
    ['more', 'string'],
  ])('may compose schemas: %s is %s', (field, expected) => {
    const composed = groupVersion?.types.find(({ name }) => name === 'Composed');
    const property = composed?.kind === 'object' ? composed.properties.find(({ name }) => name === field) : undefined;
    expect(property && text(property.schema)).toBe(expected);
  });

  test('makes fields required that allOf of a reference and a list of required fields names', () => {
    expect(all['ComposedRequired']).toBe('{ base: string }');
    expect(all['ComposedRequiredDeep']).toBe('{ base: string, more: string }');
    expect(all['ComposedNested']).toBe('{ in: string, out?: string }');
  });

  test('may have aliases that are recursive through lists and maps', () => {
    expect(all['JSON']).toBe('= (string | JSON[] | Record<JSON>)');
  });

  test('may give the kind of subresources in another group alone', () => {
    const sub = analysis.model.groupVersions.find(({ group }) => group === 'sub.odd.example.net');
    expect(sub?.resources).toMatchObject([{ kind: 'Machine', verbs: [], subresources: [{ name: 'restart' }] }]);
  });

  test('without paths is an error that names the file', () => {
    const { value, ...document } = documents[v];
    const { paths: _, ...rest } = value as { paths: unknown };
    expect(messages(run([{ ...document, value: rest }]))).toEqual([
      expect.stringMatching(/^error odd\.json: paths: the document has no paths \(/),
    ]);
  });

  test('that states no kind is an error that names the file', () => {
    const value: unknown = JSON.parse(
      JSON.stringify(documents[v].value).replaceAll('x-kubernetes-group-version-kind', 'x-other'),
    );
    expect(messages(run([{ ...documents[v], value }]))).toEqual([
      expect.stringMatching(/^error odd\.json: paths: nothing in it states its kind: /),
    ]);
  });

  test.each([
    ['a parameter', { parameters: [{ $ref: '#/parameters/gone' }] }],
    ['a body', { requestBody: { $ref: '#/components/requestBodies/gone' } }],
    ['an answer', { responses: { 200: { $ref: '#/responses/gone' } } }],
  ])('whose operation refers to %s that is not there is an error that names the file', (_what, broken) => {
    const place = '/apis/odd.example.net/v1/namespaces/{namespace}/places/{name}';
    const { paths } = documents[v].value as { paths: Record<string, { get: object }> };
    const value = {
      ...(documents[v].value as object),
      paths: { ...paths, [place]: { get: { ...paths[place]?.get, ...broken } } },
    };
    expect(messages(run([{ ...documents[v], value }]))).toContainEqual(
      expect.stringMatching(/^error odd\.json: paths\[".*places\/\{name\}"\]\.get: refers to "#.*gone", which leads nowhere/),
    );
  });

  test('whose answer refers to a definition that is not there is an error that names the file', () => {
    const gone = JSON.stringify(documents[v].value).replaceAll('net.example.odd.v1.MachineCollection"}', 'net.example.Gone"}');
    expect(messages(run([{ ...documents[v], value: JSON.parse(gone) as unknown }]))).toContainEqual(
      expect.stringMatching(/^error odd\.json: paths: refers to "#.*net\.example\.Gone", which leads nowhere/),
    );
  });
});

function said(subresource: Subresource | undefined): string {
  const body = (of: NonNullable<Subresource['operations'][number]['sends']>): string =>
    of.is === 'type' ? of.type.name : of.is === 'value' ? text(of.schema) : of.is;
  return (subresource?.operations ?? [])
    .map(({ verb, sends, returns }) => `${verb}${sends === undefined ? '' : ` ${body(sends)}`} -> ${body(returns)}`)
    .join('; ');
}
