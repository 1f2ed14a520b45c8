import fc from 'fast-check';
import { ConnectionError } from '../errors/index.js';
import { ListDecoder } from './list-decoder.js';

interface Decoded {
  readonly items: unknown[];
  readonly shell: Record<string, unknown>;
}

function decode(chunks: readonly Uint8Array[], stripManagedFields = false): Decoded {
  const decoder = new ListDecoder({ stripManagedFields });
  const items = chunks.flatMap((chunk) => decoder.push(chunk));
  const { items: left, ...shell } = decoder.end();
  return { items: [...items, ...(Array.isArray(left) ? (left as unknown[]) : [])], shell };
}

function parsed(text: string): Decoded {
  const { items, ...shell } = JSON.parse(text) as { items: unknown[] | null };
  return { items: items ?? [], shell };
}

/** The text in pieces that end at these places. */
function cut(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const ends = [...new Set(places.map((place) => place % bytes.length))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const list = (items: unknown, more: object = {}) =>
  JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7', continue: 'c' }, items, ...more });
const pod = (name: string) => ({
  metadata: { name, managedFields: [{ 'f:a': {} }] },
  text: 'é€😀 \\" },{"metadata":{"name":"x"}} ]}',
});
const statefulSet = (name: string) => ({
  metadata: { name },
  claims: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
});

const lists: [string, string][] = [
  ['of pods', list(['a', 'b', 'c', 'd'].map(pod))],
  ['of objects that hold what looks like the beginning of others', list(['a', 'b', 'c', 'd'].map(statefulSet))],
  ['of objects that begin in different ways', list([pod('a'), { spec: {} }, pod('b'), { kind: 'Pod', metadata: {} }, {}, {}])],
  ['of one', list([pod('a')])],
  ['of none', list([])],
  ['with null in the place of none', list(null)],
  ['with its metadata behind its items', '{"kind":"PodList","items":[{"a":1},{"a":2}],"metadata":{"resourceVersion":"8"}}'],
  ['with an escape in a key', '{"k\\u0069nd":"PodList","items":[{"a":1},{"a":2}],"metadata":{"resourceVersion":"8"}}'],
  ['that is not compact', JSON.stringify(JSON.parse(list(['a', 'b'].map(pod))), undefined, 2)],
  [
    'with items of an object inside, behind a blank and a text that ends with a comma',
    '{"a": "x,",":b":{"c":1,"items":[{"d":1}]},"items":[]}',
  ],
  ['with spaces between its items', '{"items":[ {"metadata":{}} , {"metadata":{}}\n] , "kind":"PodList"}\n'],
  ['that is a refusal', '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":500}'],
];

describe('a list is decoded as if it were parsed, wherever its chunks are cut', () => {
  test.each(lists)('%s', (_name, text) => {
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at++) expect(decode([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(parsed(text));
    expect(decode([...bytes].map((byte) => Buffer.from([byte])))).toEqual(parsed(text));
  });

  test('into any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.json(), { maxLength: 3 }), { maxLength: 8 }), fc.array(fc.nat()), (values, places) => {
        const text = list(values.map((value, i) => ({ ...(i % 3 === 0 ? {} : { metadata: { name: `n${i}` } }), value })));
        expect(decode(cut(text, places))).toEqual(parsed(text));
      }),
      { numRuns: 500 },
    );
  });
});

test('items are given as soon as they are whole', () => {
  const decoder = new ListDecoder({ stripManagedFields: false });
  expect(decoder.push(Buffer.from('{"kind":"PodList","items":[{"a":1},{"a"'))).toEqual([{ a: 1 }]);
  expect(decoder.listKind).toBe('PodList');
  expect(decoder.push(Buffer.from(':2},{"a":3}'))).toEqual([{ a: 2 }, { a: 3 }]);
  expect(decoder.push(Buffer.from(']}'))).toEqual([]);
  expect(decoder.end()).toEqual({ kind: 'PodList', items: [] });
});

test('managed fields are left out where that was asked for, in lists of every form', () => {
  for (const text of [list(['a', 'b', 'c'].map(pod)), JSON.stringify(JSON.parse(list([pod('a')])), undefined, 1)]) {
    const { items } = decode([Buffer.from(text)], true);
    expect(items).toEqual(parsed(text).items.map((item) => ({ ...(item as object), metadata: { name: expect.any(String) } })));
  }
});

const broken: [string, string, string][] = [
  ['nothing', '', 'an empty body'],
  ['HTML', '<html>hunter2</html>', 'not JSON'],
  ['a word', 'null', 'not JSON'],
  ['items alone, which would else be a list of none', '[{"a":1}]', 'not JSON of an object'],
  ['an end in the head', '{"kind":"PodList","items":', 'cut off'],
  ['an end in an item', '{"items":[{"a":1},{"a"', 'cut off'],
  ['an end between items', '{"items":[{"a":1},', 'cut off'],
  ['an end behind the items', '{"items":[{"a":1}]', 'cut off'],
  ['more behind the list', '{"items":[{"a":1}]}}', 'not JSON'],
  ['an item that is no object', '{"items":[{"a":1},null]}', 'not objects'],
  ['nothing between items', '{"items":[{"a":1}{"a":2}]}', 'nothing between'],
  ['nothing behind a comma', '{"items":[{"a":1},]}', 'not objects'],
  ['an item that is not JSON', '{"items":[{"hunter2":x}]}', 'an item of 13 bytes that is not JSON'],
  [
    'an item that is not JSON, among others',
    '{"items":[{"metadata":1},{"metadata":2},{"metadata":x},{"metadata":4}]}',
    'not JSON',
  ],
  ['items twice', '{"items":[{"a":1}],"items":[{"a":2}]}', 'twice'],
];

describe('what is not a list is an error that quotes nothing', () => {
  test.each(broken)('%s', (_name, text, message) => {
    const decodeIn = (chunks: readonly Uint8Array[]) => () => decode(chunks);
    expect(decodeIn([Buffer.from(text)])).toThrow(ConnectionError);
    expect(decodeIn([Buffer.from(text)])).toThrow(message);
    expect(decodeIn([Buffer.from(text)])).not.toThrow('hunter2');
    expect(decodeIn([...Buffer.from(text)].map((byte) => Buffer.from([byte])))).toThrow(message);
  });
});

test('the work grows with the bytes, and not with their square', () => {
  const decoder = new ListDecoder({ stripManagedFields: true });
  decoder.push(Buffer.from('{"metadata":{"a":"'));
  // In a head, and then in an item, neither of which ends: looked at from the start each time, it would be 60 GB.
  for (let i = 0; i < 8_000; i++) decoder.push(Buffer.alloc(1000, 'x'));
  decoder.push(Buffer.from('"},"items":[{"x":"'));
  for (let i = 0; i < 8_000; i++) decoder.push(Buffer.alloc(1000, '[{"a":"\\"'));
  expect(() => decoder.end()).toThrow('cut off');
});
