import fc from 'fast-check';
import { endOfValid } from './json-scan.js';
import { SimilarFields } from './similar-fields.js';

const set = (uid: string, time: string): string =>
  JSON.stringify([
    { manager: 'kubelet', time, fieldsV1: { 'f:metadata': { 'f:ownerReferences': { '.': {}, [`k:{"uid":"${uid}"}`]: {} } } } },
    { manager: 'café', fieldsV1: { 'f:spec': { 'f:replicas': {}, 'v:"x"': {}, 'f:path\\name': {} } } },
  ]);
const known = set('0c5e4ac2-5d0c', '2026-11-28T02:55:04Z');
const at = 'before'.length;

/** One that keeps the value that `known` is. */
function knowing(): SimilarFields {
  const fields = new SimilarFields();
  endOf(fields, known);
  return fields;
}

function endOf(fields: Pick<SimilarFields, 'endOf'>, text: string): number {
  const bytes = Buffer.from(`before${text},"after":"[{}]"}`);
  const end = bytes.length - ',"after":"[{}]"}'.length;
  const got = fields.endOf(bytes, at, end);
  expect(got).toBe(endOfValid(bytes, at, end));
  return got - at;
}

const length = (text: string) => Buffer.byteLength(text);
const same: [string, string][] = [
  ['nothing', known],
  ['a time', set('0c5e4ac2-5d0c', '1999-01-01T00:00:00Z')],
  ['a string that is shorter', set('0c', '2026-11-28T02:55:04Z')],
  ['a string that is longer', set('0c5e4ac2-5d0c-0c5e4ac2-5d0c', '2026-11-28T02:55:04.000001Z')],
  ['strings that are empty', set('', '')],
  ['strings that have escapes', set('"{}', '[\t]')],
  ['strings that end with a backslash', set('\\', '\\')],
  ['characters of several bytes', set('é€😀', '€')],
];

test.each(same)('it ends where it ends when what differs is %s', (_what, text) => {
  expect(endOf(knowing(), text)).toBe(length(text));
});

const refused: [string, string][] = [
  ['a control character in a string', known.replace('2026', '20\n26')],
  ['an unknown escape', known.replace('2026', '20\\x26')],
  ['a bracket of the other kind', `${known.slice(0, -2)}]]`],
  ['a bracket that is missing', known.slice(0, -1)],
  ['a string that does not end', known.slice(0, known.indexOf('2026') + 7)],
  ['a byte that is 0', known.replace('{', '\0')],
];

test.each(refused)('it is refused when what differs is %s', (_what, text) => {
  expect(endOf(knowing(), text)).toBeLessThan(0);
});

test('whatever came before, the answer is that of one who follows every byte', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '"', '\\', '\\\\"', '}],"', '2026-11-28T02:55:04Z'));
  const damage = fc.tuple(fc.nat(), fc.constantFrom('', '"', '\\', '{', '}', ']', ',', ':', '\0', 'u', '€'), fc.nat(1));
  const values = fc.array(fc.tuple(text, text, fc.option(damage)), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(values, (all) => {
      const fields = new SimilarFields();
      for (const [uid, time, damaged] of all) {
        const value = set(uid, time);
        const [place, insert, remove] = damaged ?? [0, '', 0];
        const cut = place % (value.length + 1);
        endOf(fields, value.slice(0, cut) + insert + value.slice(cut + remove));
      }
    }),
    { numRuns: 500 },
  );
});

test('another value is kept when several in a row were unlike, and every value has its end all the while', () => {
  const fields = knowing();
  const other = JSON.stringify([{ manager: 'kubectl', fieldsV1: { 'f:data': {} } }]);
  for (let i = 0; i < 10; i++) {
    expect(endOf(fields, other)).toBe(length(other));
    expect(endOf(fields, known)).toBe(length(known));
  }
  for (let i = 0; i < 10; i++) expect(endOf(fields, other)).toBe(length(other));
});
