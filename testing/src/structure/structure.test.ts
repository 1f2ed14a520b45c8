import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type JsonObject, at } from '../json/json.js';
import { builtinDefinitions } from '../resources/builtin.js';
import { decodeStructure, fillAlwaysPresent } from './decode.js';
import { packedStructure } from './packed.js';
import { patchMetaOf, schemaNamed, structureOf, typeOfSchema, withTypeFields } from './structure.js';

const pod = structureOf('', 'v1', 'Pod') ?? {};

test('the table agrees with the bundled OpenAPI of the generator, and contains no descriptions', () => {
  const bundle = path.join(__dirname, '..', '..', '..', 'generator', 'kubernetes', 'v1.36.json.br');
  const given = JSON.parse(brotliDecompressSync(readFileSync(bundle)).toString());
  const text = brotliDecompressSync(Buffer.from(packedStructure, 'base64')).toString();
  const packed: { kubernetes: string; schemas: Record<string, object> } = JSON.parse(text);
  expect(packed.kubernetes).toBe('v1.36');
  for (const [name, schema] of Object.entries(packed.schemas)) {
    const { 'x-kubernetes-unions': _unions, ...whole } = given.schemas[name];
    expect(schema).toEqual(whole);
  }
  expect(packedStructure.length).toBeLessThan(40_000);
});

test('every built-in resource has a structure', () => {
  const without = builtinDefinitions().filter(({ group, version, kind }) => structureOf(group, version, kind) === undefined);
  expect(without.map(({ kind }) => kind)).toEqual([]);
  expect(structureOf('', 'v1', 'Nothing')).toBeUndefined();
  expect(structureOf('', 'v1', 'toString')).toBeUndefined();
  expect(schemaNamed('constructor')).toBeUndefined();
});

describe('decoding', () => {
  test.each<[string, JsonObject, JsonObject, string[]]>([
    [
      'unknown fields are dropped',
      { spec: { containers: [{ name: 'a', foo: 1 }], bar: {} }, more: 1 },
      { spec: { containers: [{ name: 'a' }] } },
      ['spec.containers[0].foo', 'spec.bar', 'more'],
    ],
    [
      'nulls and empty lists and maps are dropped',
      { metadata: { labels: null }, spec: { nodeSelector: {}, tolerations: [], nodeName: null } },
      { metadata: {}, spec: {} },
      [],
    ],
    [
      'empty objects are kept',
      { spec: { volumes: [{ name: 'a', emptyDir: {} }] } },
      { spec: { volumes: [{ name: 'a', emptyDir: {} }] } },
      [],
    ],
    ['quantities become text', { spec: { overhead: { cpu: 2 } } }, { spec: { overhead: { cpu: '2' } } }, []],
    ['a null in a map is an empty value', { spec: { nodeSelector: { a: null } } }, { spec: { nodeSelector: { a: '' } } }, []],
    [
      'a port can be a number or a string',
      { spec: { containers: [{ name: 'a', livenessProbe: { httpGet: { port: 'web' }, tcpSocket: { port: 80 } } }] } },
      { spec: { containers: [{ name: 'a', livenessProbe: { httpGet: { port: 'web' }, tcpSocket: { port: 80 } } }] } },
      [],
    ],
    [
      'fields named like properties of Object.prototype are unknown',
      { spec: { toString: 1, constructor: {} } },
      { spec: {} },
      ['spec.toString', 'spec.constructor'],
    ],
  ])('%s', (_, object, result, unknown) => {
    expect(decodeStructure(object, pod, 'Pod')).toEqual({ unknown });
    expect(object).toEqual(result);
  });

  test.each<[JsonObject, string]>([
    [{ spec: { nodeName: 5 } }, 'json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string'],
    [
      { spec: { hostNetwork: 'yes' } },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
    [{ spec: { priority: 1.5 } }, 'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32'],
    [
      { spec: { containers: {} } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      { spec: { containers: [{ image: [] }] } },
      'json: cannot unmarshal array into Go struct field Container.spec.containers.image of type string',
    ],
    [{ spec: 'x' }, 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
  ])('%j has the wrong type', (object, fault) => {
    expect(decodeStructure(object, pod, 'Pod').fault).toBe(fault);
  });

  test('fields that the server always prints are present, even if empty', () => {
    const made: JsonObject = {
      spec: { containers: [{ name: 'a', env: [{ name: 'x', valueFrom: { secretKeyRef: { key: 'k' } } }] }] },
    };
    fillAlwaysPresent(made, pod);
    expect(made).toEqual({
      metadata: {},
      spec: { containers: [{ name: 'a', resources: {}, env: [{ name: 'x', valueFrom: { secretKeyRef: { key: 'k' } } }] }] },
      status: {},
    });
    const set: JsonObject = {};
    fillAlwaysPresent(set, structureOf('apps', 'v1', 'StatefulSet') ?? {});
    expect(set).toMatchObject({
      spec: { selector: null, template: { metadata: {} }, serviceName: '' },
      status: { replicas: 0, availableReplicas: 0 },
    });
  });
});

test('patch metadata follow references, lists and recursion', () => {
  const field = (name: string, from = patchMetaOf(pod)): ReturnType<typeof patchMetaOf> => {
    const found = from.fields?.[name];
    return (typeof found === 'function' ? found() : found) ?? {};
  };
  const containers = field('containers', field('spec'));
  expect([containers.key, containers.strategies]).toEqual(['name', ['merge']]);
  expect(field('ports', containers)).toMatchObject({ key: 'containerPort', strategies: ['merge'] });
  expect(field('volumes', field('spec'))).toMatchObject({ key: 'name', strategies: ['merge', 'retainKeys'] });
  expect(field('finalizers', field('metadata')).strategies).toEqual(['merge']);
});

test('types of custom resources have the fields that every object has', () => {
  const type = typeOfSchema(
    withTypeFields({
      type: 'object',
      properties: {
        template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
      },
    }),
  );
  const { map } = type();
  expect([...(map?.fields.keys() ?? [])].sort()).toEqual(['apiVersion', 'kind', 'metadata', 'template']);
  expect(map?.fields.get('metadata')?.type().map?.fields.get('finalizers')?.type().list).toMatchObject({
    atomic: false,
    keys: [],
  });
  expect(map?.fields.get('template')?.type().map?.fields.has('metadata')).toBe(true);
});

test('the table is unpacked at the first access, and schemas are the same objects each time', () => {
  expect(structureOf('', 'v1', 'Pod')).toBe(pod);
  expect(typeOfSchema(pod)).toBe(typeOfSchema(pod));
  expect(at(pod, 'properties', 'spec')).toBeDefined();
});
