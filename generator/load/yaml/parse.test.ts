import fc from 'fast-check';
import { parseText } from './parse.js';

function values(text: string): unknown[] {
  const parsed = parseText(text);
  expect(parsed.errors).toEqual([]);
  return parsed.documents.map((document) => document.value);
}

function firstError(text: string): string {
  const [error] = parseText(text).errors;
  return error === undefined ? 'none' : `${error.line}:${error.column} ${error.reason}`;
}

// The wanted values are what sigs.k8s.io/yaml v1.6.0 gives.
const accepted: [rule: string, text: string, value: unknown][] = [
  ['the last of duplicate keys wins', 'a: 1\na: 2', { a: 2 }],
  ['the last of duplicate keys wins in JSON', '{"a":1,"a":2}', { a: 2 }],
  ['quoted scalars are text', 'a: "on"\nb: \'0777\'', { a: 'on', b: '0777' }],
  ['aliases are copies', 'a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
  ['<< writes over what stands before it', 'a: &x {b: 1}\nc: {b: 0, <<: *x, d: 2}', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ['<< gives way to what stands after it', 'a: &x {b: 1}\nc: {<<: *x, b: 5}', { a: { b: 1 }, c: { b: 5 } }],
  [
    'the first of a list of merges wins',
    'a: &x {b: 1}\nb: &y {b: 2, c: 3}\nc: {<<: [*x, *y]}',
    { a: { b: 1 }, b: { b: 2, c: 3 }, c: { b: 1, c: 3 } },
  ],
  ['a quoted << is a key', 'a: {"<<": {b: 1}}', { a: { '<<': { b: 1 } } }],
  ['an anchor of a text can be a key', 'a: &x k\n*x : 2', { a: 'k', k: 2 }],
  ['tags of its own are text', 'a: !foo 5', { a: '5' }],
  ['tabs may separate tokens', 'a:\tb\nc: [\t1]\nd:\t[2]', { a: 'b', c: [1], d: [2] }],
  ['Windows line ends are line ends', 'a: 1\r\nb:\r\n- 2\r\n', { a: 1, b: [2] }],
  ['a byte order mark is nothing', '\uFEFFa: 1', { a: 1 }],
  ['a block scalar keeps its last line break', 'a: |\n  x\n  y\n', { a: 'x\ny\n' }],
  ['a block scalar has none that is not there', 'a: |\n  x\n  y', { a: 'x\ny' }],
  ['a flow collection may close at its key', 'a: {\n"b": 1\n}\nc: [\n1\n]', { a: { b: 1 }, c: [1] }],
  ['numbers that no float holds are text', '[1e400]', ['1e400']],
];

test.each(accepted)('%s', (_rule, text, value) => {
  expect(values(text)).toEqual([value]);
});

test('streams are read whole, empty documents left out', () => {
  expect(values('---\na: 1\n---\n# nothing\n---\n\n--- {b: 2}\n...\n')).toEqual([{ a: 1 }, { b: 2 }]);
  expect(values('{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(values('')).toEqual([]);
  expect(values(' \n# only a comment\n')).toEqual([]);
});

test('__proto__ is a key like others', () => {
  for (const text of [
    '__proto__: {polluted: 1}\nconstructor: 2',
    '{"__proto__": {"polluted": 1}, "constructor": 2}',
    'a: &x {__proto__: {polluted: 1}}\nb: {<<: *x}',
  ]) {
    const [value] = values(text) as [Record<string, unknown>];
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(JSON.stringify(value)).toContain('__proto__');
  }
});

const refused: [rule: string, text: string, error: string][] = [
  ['an alias needs its anchor', 'a: *x', '1:5 unknown anchor "x"'],
  ['an anchor cannot contain itself', 'a: &x [*x]', '1:9 anchor "x" contains itself'],
  ['JSON has no NaN', 'a: .nan', '1:4 .nan is a number that JSON does not have'],
  ['a tag has to fit', 'a: !!int x', '1:4 the value is not what its tag !!int says'],
  ['a mapping is no key', '? {a: 1}\n: 2', '1:3 a mapping or list is used as a key'],
  ['null is no key', 'a: 1\n~: 2', '2:1 a key is empty, null or no 64-bit number'],
  ['<< needs mappings', 'a: 1\n<<: 3', '2:5 << needs a mapping, or a list of mappings'],
];

test.each(refused)('%s', (_rule, text, error) => {
  expect(firstError(text)).toBe(error);
});

test('aliases that would be far too large when written out are refused', () => {
  const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++)
    bomb.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  expect(firstError(bomb.join('\n'))).toMatch(/mostly aliases/);
  const merges = ['a0: &a0 {k0: x}'];
  for (let level = 1; level < 30; level++) merges.push(`a${level}: &a${level} {l: *a${level - 1}, r: *a${level - 1}}`);
  expect(firstError(merges.join('\n'))).toMatch(/mostly aliases/);
});

test('depth is an error, never a stack overflow', () => {
  for (const depth of [501, 5_000, 200_000]) {
    expect(firstError('['.repeat(depth) + ']'.repeat(depth))).toMatch(/nested deeper than 500 levels/);
    expect(firstError('- '.repeat(depth))).toMatch(/nested deeper than 500 levels/);
    expect(firstError('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))).toMatch(/nested deeper than 500 levels/);
  }
  const nest = (inner: string): string => '['.repeat(200) + inner + ']'.repeat(200);
  expect(firstError(`a: &a ${nest('1')}\nb: &b ${nest('*a')}\nc: &c ${nest('*b')}`)).toMatch(/nested deeper than 500 levels/);
  expect(values('['.repeat(499) + ']'.repeat(499))).toHaveLength(1);
});

test('an error in one document of a stream leaves the others, and has the line of the whole text', () => {
  const parsed = parseText('a: 1\n---\nb: [1\n---\nc: *x\n---\nd: 4\n');
  expect(parsed.documents.map((document) => document.value)).toEqual([{ a: 1 }, { d: 4 }]);
  expect(parsed.errors.map((error) => error.line)).toEqual([4, 5]);
  expect(parsed.documents[1]?.position(['d'])).toEqual({ line: 7, column: 1 });
});

test('a template is told apart from a broken document', () => {
  expect(parseText('a: 1\n{{- if .Values.crds }}\nb: 2\n').errors[0]?.hint).toMatch(/render it first/);
});

describe('under-indented continuation lines of quoted scalars', () => {
  const text = [
    'rules:',
    "    - rule: 'self.all(p, p.kind",
    "  == p.kind && p.x == ''y''",
    '',
    " || true)'",
    '      message: "a',
    ' b \\" c"',
    '      plain: it\'s "so"',
    '    - rule: |',
    "        'not a",
    '        quoted one',
    '',
  ].join('\n');

  test('are read as kubectl reads them, with a warning', () => {
    const parsed = parseText(text);
    expect(parsed.errors).toEqual([]);
    expect(parsed.warnings).toHaveLength(1);
    expect(parsed.warnings[0]).toMatchObject({ line: 3 });
    expect(parsed.documents[0]?.value).toEqual({
      rules: [
        { rule: "self.all(p, p.kind == p.kind && p.x == 'y'\n|| true)", message: 'a b " c', plain: 'it\'s "so"' },
        { rule: "'not a\nquoted one\n" },
      ],
    });
  });

  test('that look like something else are repaired one by one', () => {
    // The first guess takes the second line for the start of a scalar with other quotes.
    const odd = "a:\n    b: \"x\n    c: 'y\n  z\"\n    d: 'w\n v'\n";
    expect(values(odd)).toEqual([{ a: { b: "x c: 'y z", d: 'w v' } }]);
  });
});

test('every value has a place, or its nearest ancestor has', () => {
  const [document] = parseText('# c\nspec:\n  versions:\n  - name: v1\n    on: &a {x: 1}\n  - *a\n---\nb: 2\n').documents;
  const place = (...path: (string | number)[]): string => {
    const position = document?.position(path);
    return position === undefined ? 'none' : `${position.line}:${position.column}`;
  };
  expect(place()).toBe('2:1');
  expect(place('spec')).toBe('2:1');
  expect(place('spec', 'versions', 0)).toBe('4:5');
  expect(place('spec', 'versions', 0, 'name')).toBe('4:5');
  expect(place('spec', 'versions', 0, 'true', 'x')).toBe('5:13');
  expect(place('spec', 'versions', 1, 'x')).toBe('6:5');
  expect(place('spec', 'versions', 7)).toBe('3:3');
  expect(place('spec', 'nope', 'deeper')).toBe('2:1');
  const [json] = parseText('{\n  "a": {\n    "b": [1, 2]\n  }\n}').documents;
  expect(json?.position(['a', 'b', 1])).toEqual({ line: 3, column: 14 });
});

test('whatever the text is, reading it gives plain JSON or errors with a place', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      "'",
      '"',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '&x ',
      '*x',
      '<<: ',
      '---\n',
      '...\n',
      '|\n',
      '>-\n',
      '\t',
      '#',
      '? ',
      '!!int ',
    ],
    ...['5', 'on', '~', '\\', '%YAML 1.1\n', '\r\n', '\0', '\uFEFF', '\uD800', '__proto__', '1e999', '{{'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const { documents, errors } = parseText(text);
      for (const { value, position } of documents) {
        JSON.stringify(value);
        position(['a', 0, 'b']);
      }
      for (const { line, column } of errors) expect(Math.min(line, column)).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});
