import { isYamlError, parseYaml, parseYamlDocuments } from './yaml.js';

test.each<[string, unknown]>([
  ['y', true],
  ['yes', true],
  ['Off', false],
  ['0644', 420],
  ['0o17', 15],
  ['1_000', 1000],
  ['0b11', 3],
  ['2020-01-01', '2020-01-01'],
  ['1:30', '1:30'],
  ['"yes"', 'yes'],
  ['~', null],
  ['1e3', 1000],
])('%s is parsed as by the API server', (text, value) => {
  expect(parseYaml(`a: ${text}`)).toEqual({ a: value });
});

test('an empty text is null, several documents are allowed, and invalid YAML throws', () => {
  expect(parseYaml(' \n')).toBeNull();
  expect(parseYamlDocuments('a: 1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  expect(parseYaml('a: &x {b: 1}\nc:\n  <<: *x\n')).toEqual({ a: { b: 1 }, c: { b: 1 } });
  let error: unknown;
  try {
    parseYaml('a: [');
  } catch (thrown) {
    error = thrown;
  }
  expect([isYamlError(error), isYamlError(new Error('x'))]).toEqual([true, false]);
});

test('quoted scalars with too little indentation are parsed as by the API server', () => {
  expect(parseYaml('a:\n  - b: \'one\n    two\'\n    c: "three\n  four\n  "\n')).toEqual({
    a: [{ b: 'one two', c: 'three four ' }],
  });
  expect(() => parseYaml("a:\n  b: 'one\n  two\n")).toThrow();
});
