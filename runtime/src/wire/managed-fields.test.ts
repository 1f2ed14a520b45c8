import fc from 'fast-check';
import { dropManagedFields, newParserWithoutManagedFields } from './managed-fields.js';

type Path = 'object' | 'event';

/** What is to come out, by the slow way. */
function parseThenDelete(text: string, path: Path): unknown {
  const value: unknown = JSON.parse(text);
  const object: unknown = path === 'event' ? (value as { object?: unknown } | null)?.object : value;
  const metadata = isRecord(object) ? object['metadata'] : undefined;
  if (isRecord(metadata)) delete metadata['managedFields'];
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function outcome(work: () => unknown): unknown {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error instanceof SyntaxError };
  }
}

/** One for all: what it has seen before must make no difference. */
const parsers = { object: newParserWithoutManagedFields('object'), event: newParserWithoutManagedFields('event') };

function expectSame(text: string, path: Path): void {
  const bytes = Buffer.from(`before${text}after`);
  const got = outcome(() => parsers[path](bytes, 6, bytes.length - 5));
  const wanted = outcome(() => parseThenDelete(bytes.toString('utf8', 6, bytes.length - 5), path));
  // As text, which tells the order of keys, and which of two was kept.
  expect(JSON.stringify(got)).toBe(JSON.stringify(wanted));
}

const entry = { manager: 'kubectl', fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'k:{"a":"b]}"}': {} } } } };
const fields = JSON.stringify([entry, entry]);

const cases: [string, string][] = [
  ['first of the metadata', `{"metadata":{"managedFields":${fields},"name":"a"}}`],
  ['last', `{"metadata":{"name":"a","managedFields":${fields}},"spec":{}}`],
  ['in the middle', `{"metadata":{"name":"a","managedFields":${fields},"uid":"u"}}`],
  ['alone', `{"metadata":{"managedFields":${fields}}}`],
  ['empty', '{"metadata":{"managedFields":[]}}'],
  [
    'of an object inside, behind a blank and a text that ends with a comma',
    '{"a": "x,",":b":{"c":1,"metadata":{"managedFields":[]}}}',
  ],
  ['not a list', '{"metadata":{"managedFields":{"a":1}}}'],
  ['null', '{"metadata":{"managedFields":null}}'],
  ['with numbers', '{"metadata":{"managedFields":[1,true,null,-2.5e3]}}'],
  ['with escapes of all kinds', '{"metadata":{"managedFields":["\\u00e9\\n\\"\\\\\\/\\b\\f\\r\\t"]}}'],
  ['after the spec', `{"spec":{"metadata":{"managedFields":[1]}},"metadata":{"managedFields":${fields}}}`],
  ['in the spec', `{"spec":{"metadata":{"managedFields":${fields}}},"metadata":{"name":"a"}}`],
  ['at the top', `{"managedFields":${fields},"metadata":{"name":"a"}}`],
  ['in an annotation', `{"metadata":{"annotations":{"managedFields":"[{}]"},"name":"a"}}`],
  ['in a string', `{"metadata":{"name":"\\"managedFields\\":[{}]","managedFields":${fields}}}`],
  ['in labels', `{"metadata":{"labels":{"managedFields":"x"},"managedFields":${fields}}}`],
  ['twice', `{"metadata":{"managedFields":${fields},"name":"a","managedFields":[1]}}`],
  ['metadata twice', `{"metadata":{"managedFields":${fields},"name":"a"},"metadata":{"managedFields":[{}],"name":"b"}}`],
  ['with an escape in its key', `{"metadata":{"managed\\u0046ields":${fields},"name":"a"}}`],
  ['behind a key with an escape', `{"metadata":{"n\\u0061me":"a","managedFields":${fields}}}`],
  ['metadata with an escape in its key', `{"m\\u0065tadata":{"managedFields":${fields}}}`],
  ['with a key of the prototype', `{"metadata":{"__proto__":{"managedFields":[]},"managedFields":${fields}}}`],
  ['not compact', `{ "metadata": { "managedFields": ${fields}, "name": "a" } }`],
  ['a space before the comma', `{"metadata":{"managedFields":${fields} ,"name":"a"}}`],
  ['a space before the key', `{"metadata":{ "managedFields":${fields},"name":"a"}}`],
  ['metadata null', '{"metadata":null}'],
  ['metadata a list', `{"metadata":[{"managedFields":${fields}}]}`],
  ['no object', '"managedFields"'],
  ['nothing', ''],
  ['31 levels deep', `{"metadata":{"managedFields":${'['.repeat(31)}${']'.repeat(31)}}}`],
  ['characters of several bytes', `{"metadata":{"name":"é€😀","managedFields":["é€😀"],"uid":"é€😀"}}`],
];

describe('managed fields are gone, and nothing else is', () => {
  test.each(cases)('%s', (_name, text) => {
    expectSame(text, 'object');
    expectSame(`{"type":"ADDED","object":${text}}`, 'event');
    expectSame(`{"object":${text},"type":"ADDED"}`, 'event');
    expectSame(`{"object":{"metadata":{"managedFields":[]}},"object":${text}}`, 'event');
  });
});

const broken: [string, string][] = [
  ['an opening bracket is missing', '{"metadata":{"managedFields":[]],"a":1}}'],
  ['brackets of two kinds', '{"metadata":{"managedFields":[{"a":[}]],"a":1}}'],
  ['a key without a value', '{"metadata":{"managedFields":[{"a"}],"a":1}}'],
  ['a value without a key', '{"metadata":{"managedFields":[{[]}],"a":1}}'],
  ['a comma too many', '{"metadata":{"managedFields":[{"a":{}},],"a":1}}'],
  ['a comma too many in an object', '{"metadata":{"managedFields":[{"a":{},}],"a":1}}'],
  ['no comma', '{"metadata":{"managedFields":[{}{}],"a":1}}'],
  ['two commas', '{"metadata":{"managedFields":[{},,{}],"a":1}}'],
  ['a comma first', '{"metadata":{"managedFields":[,{}],"a":1}}'],
  ['an unknown escape', '{"metadata":{"managedFields":["\\x"],"a":1}}'],
  ['a control character', '{"metadata":{"managedFields":["\u0001"],"a":1}}'],
  ['a line break in a string', '{"metadata":{"managedFields":["a\tb"],"a":1}}'],
  ['a word', '{"metadata":{"managedFields":[nul],"a":1}}'],
  ['a comma after it', '{"metadata":{"managedFields":[],}}'],
  ['a comma after it, and then a comma', '{"metadata":{"managedFields":[],,"a":1}}'],
  ['a comma before it', '{"metadata":{,"managedFields":[]}}'],
  ['two commas before it', '{"metadata":{"a":1,,"managedFields":[]}}'],
  ['an end too early', '{"metadata":{"managedFields":[{"a":{}}'],
  ['an open string', '{"metadata":{"managedFields":["a'],
  ['an open escape', '{"metadata":{"managedFields":["a\\'],
];

describe('what is broken where it is cut out is refused as if it had been parsed', () => {
  test.each(broken)('%s', (_name, text) => {
    expect(() => parseThenDelete(text, 'object')).toThrow(SyntaxError);
    expectSame(text, 'object');
    expectSame(`{"type":"ADDED","object":${text}}`, 'event');
  });
});

/** JSON whose keys are often those that matter, at any depth. */
const key = fc.oneof(fc.constantFrom('metadata', 'managedFields', 'object', 'type', 'spec', '__proto__', ''), fc.string());
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"managedFields":[{}]', '\\', '"', '}],"', '\u2028', '😀', 'x'.repeat(300)),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.constantFrom(null, true, 0, -1.5e300),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((members) => new Members(members)),
  ),
})).value;

/** An object in which a key may stand twice. */
class Members {
  private readonly members: readonly (readonly [string, unknown])[];

  constructor(members: readonly (readonly [string, unknown])[]) {
    this.members = members;
  }

  print(): string {
    return `{${this.members.map(([name, value]) => `${JSON.stringify(name)}:${print(value)}`).join(',')}}`;
  }
}

function print(value: unknown): string {
  if (value instanceof Members) return value.print();
  return Array.isArray(value) ? `[${value.map(print).join(',')}]` : JSON.stringify(value);
}

const members = (...entries: fc.Arbitrary<readonly [string, unknown]>[]) =>
  fc
    .tuple(fc.array(fc.tuple(key, json), { maxLength: 3 }), ...entries)
    .chain(([others, ...own]) => fc.shuffledSubarray([...others, ...own], { minLength: others.length + own.length }))
    .map((all) => new Members(all));
const withKey = (name: string, value: fc.Arbitrary<unknown>) => fc.tuple(fc.constant(name), value);
const object = members(withKey('metadata', fc.oneof(members(withKey('managedFields', json)), json)));
const event = members(withKey('object', fc.oneof(object, json)), withKey('type', fc.constant('ADDED')));

test('parsing without them is parsing and deleting them, whatever stands where', () => {
  fc.assert(
    fc.property(object, (value) => expectSame(print(value), 'object')),
    { numRuns: 700 },
  );
  fc.assert(
    fc.property(event, (value) => expectSame(print(value), 'event')),
    { numRuns: 700 },
  );
});

test('so it is where a byte is wrong, added or missing', () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\u0000', 'u'), fc.nat(1));
  fc.assert(
    fc.property(object, damage, (value, [place, insert, remove]) => {
      const whole = print(value);
      const at = place % (whole.length + 1);
      expectSame(whole.slice(0, at) + insert + whole.slice(at + remove), 'object');
    }),
    { numRuns: 1500 },
  );
});

test('an object loses them without becoming slow to read', () => {
  const value = { metadata: { name: 'a', managedFields: [] } };
  const { metadata } = value;
  dropManagedFields(value);
  expect(value.metadata).toEqual({ name: 'a' });
  expect(value.metadata).not.toBe(metadata);
});
