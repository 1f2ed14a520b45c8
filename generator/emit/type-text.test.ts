import type { Schema } from '../model/index.js';
import { group, print } from './layout.js';
import { memberType, typeText, type TypeDialect } from './type-text.js';

const dialect: TypeDialect = {
  reference: (type, embedded) => (embedded ? `Embedded<${type.name}>` : type.name),
  runtime: (type) => type,
  record: () => 'Record',
};
const string: Schema = { kind: 'string' };
const ab: Schema = { kind: 'enum', values: ['a', 'b'] };
const foo: Schema = { kind: 'reference', type: { group: 'g', version: 'v1', name: 'Foo' }, embedded: false };

const table: [Schema, string][] = [
  [{ kind: 'unknown' }, 'unknown'],
  [{ kind: 'number' }, 'number'],
  [{ kind: 'enum', values: ['', 'a', "it's", 1, -1.5, true, null] }, `'' | 'a' | "it's" | 1 | -1.5 | true | null`],
  [{ kind: 'array', items: string }, 'string[]'],
  [{ kind: 'array', items: ab }, "('a' | 'b')[]"],
  [{ kind: 'array', items: { kind: 'array', items: { kind: 'nullable', of: string } } }, '(string | null)[][]'],
  [{ kind: 'map', values: { kind: 'array', items: foo } }, 'Record<string, Foo[]>'],
  [{ ...foo, embedded: true }, 'Embedded<Foo>'],
  [{ kind: 'runtime', type: 'IntOrString' }, 'IntOrString'],
  [{ kind: 'union', of: [string, { kind: 'number' }, string] }, 'string | number'],
  [{ kind: 'union', of: [ab, { kind: 'nullable', of: ab }, foo] }, "'a' | 'b' | null | Foo"],
  [{ kind: 'union', of: [string, { kind: 'unknown' }] }, 'unknown'],
  [{ kind: 'union', of: [] }, 'unknown'],
  [{ kind: 'intersection', of: [foo, ab] }, "Foo & ('a' | 'b')"],
  [{ kind: 'nullable', of: { kind: 'intersection', of: [foo, string] } }, '(Foo & string) | null'],
  [{ kind: 'array', items: { kind: 'intersection', of: [foo, string] } }, '(Foo & string)[]'],
  [{ kind: 'nullable', of: { kind: 'nullable', of: string } }, 'string | null'],
];

test.each(table)('%j is %s', (schema, text) => {
  expect(typeText(schema, dialect)).toBe(text);
});

/** Returns the lines of a member with this type. */
function member(schema: Schema, last?: string): string[] {
  return print(group('name:', memberType(schema, dialect, last), ';')).split('\n');
}

test('an optional member adds undefined once, and nothing to unknown', () => {
  expect(member(string, 'undefined')).toEqual(['name: string | undefined;']);
  expect(member({ kind: 'unknown' }, 'undefined')).toEqual(['name: unknown;']);
  expect(member({ kind: 'intersection', of: [foo, string] }, 'undefined')).toEqual(['name: (Foo & string) | undefined;']);
  expect(member({ kind: 'array', items: ab }, 'undefined')).toEqual(["name: ('a' | 'b')[] | undefined;"]);
});

test('an open enum accepts other strings, and keeps the known ones for editors', () => {
  const open = { kind: 'enum', values: ['a', 'b'], isOpen: true } as const;
  expect(member(open, 'undefined')).toEqual(["name: 'a' | 'b' | (string & {}) | undefined;"]);
  expect(member({ kind: 'array', items: open })).toEqual(["name: ('a' | 'b' | (string & {}))[];"]);
});

test('a union that is too long for its line has one member on each line', () => {
  const values = Array.from({ length: 20 }, (_, at) => `value-number-${at}`);
  const lines = member({ kind: 'enum', values }, 'undefined');
  expect(lines.slice(0, 3)).toEqual(['name:', "  | 'value-number-0'", "  | 'value-number-1'"]);
  expect(lines.at(-1)).toBe('  | undefined;');
  const list = member({ kind: 'array', items: { kind: 'enum', values } }, 'undefined');
  expect([list[0], list[1], list.at(-1)]).toEqual(['name: (', "  | 'value-number-0'", ')[] | undefined;']);
});
