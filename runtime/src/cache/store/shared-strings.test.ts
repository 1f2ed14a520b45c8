import type { KubeObject } from '../../meta/index.js';
import { heapOf } from '../testdata/garbage.js';
import { deepFreeze } from './freeze.js';
import { SharedStrings } from './shared-strings.js';

const long = (what: string): string => `${what} `.repeat(2000);

const json = (unique: number): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${unique}`,
      generateName: long('generated name'),
      namespace: long('namespace'),
      labels: { app: long('app'), tier: long('tier') },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: long('owner'), uid: long('uid') }],
    },
  });

const parse = (text: string): KubeObject => JSON.parse(text) as KubeObject;

test('strings that the metadata of a thousand objects shares exist once in memory', async () => {
  const texts = Array.from({ length: 1000 }, (_, i) => json(i));
  const inAll = 1000 * texts[0]!.length;
  const shared = (): KubeObject[] => {
    const strings = new SharedStrings();
    return texts.map((text) => {
      const object = parse(text);
      strings.shareIn(object);
      return object;
    });
  };
  expect(await heapOf(shared)).toBeLessThan(0.2 * inAll);
});

test('the content of an object does not change, even after many objects', () => {
  const strings = new SharedStrings();
  for (let i = 0; i < 10_000; i++) {
    const text = JSON.stringify({
      metadata: {
        generateName: `one of three: ${i % 3}`,
        namespace: `one of thirty: ${i % 30}`,
        labels: { app: `one of three thousand: ${i % 3000}`, unique: `the only one: ${i}`, short: '1' },
        ownerReferences: [{ name: `one of three thousand: ${i % 3000}`, uid: `one of ten: ${i % 10}` }],
      },
    });
    const object = parse(text);
    strings.shareIn(object);
    expect(JSON.stringify(object)).toBe(text);
  }
});

test('the table is cleared when it contains too many strings', async () => {
  const strings = new SharedStrings();
  const bytes = await heapOf(() => {
    for (let i = 0; i < 60_000; i++) {
      strings.shareIn(parse(JSON.stringify({ metadata: { namespace: `${'of a thousand characters '.repeat(40)}${i}` } })));
    }
    return strings;
  });
  expect(bytes).toBeLessThan(25_000_000);
});

test('objects that are frozen completely or in part are not changed', () => {
  const strings = new SharedStrings();
  strings.shareIn(parse(json(0)));
  const frozen = deepFreeze(parse(json(1)));
  const inPart = parse(json(1));
  deepFreeze(inPart.metadata.labels);
  deepFreeze(inPart.metadata.ownerReferences);
  for (const object of [frozen, inPart]) {
    strings.shareIn(object);
    expect(object).toEqual(parse(json(1)));
  }
});

test.each([
  '{}',
  '{"metadata":null}',
  '{"metadata":"of the wrong type"}',
  '{"metadata":{"namespace":12345678901,"generateName":null,"labels":"of the wrong type","ownerReferences":{"0":1}}}',
  '{"metadata":{"labels":{"a":["of the wrong type"],"__proto__":"of the wrong type"},"ownerReferences":[null,"of the wrong type",[],{"name":{}}]}}',
])('a malformed object stays unchanged: %s', (text) => {
  const strings = new SharedStrings();
  for (let i = 0; i < 2; i++) {
    const object = parse(text);
    strings.shareIn(object);
    expect(JSON.stringify(object)).toBe(text);
  }
});
