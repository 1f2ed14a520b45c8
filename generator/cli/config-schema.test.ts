import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { configSchema, validate } from './config-schema.js';

test('config.schema.json is what the table of options gives', () => {
  const file = path.join(import.meta.dirname, '../../config.schema.json');
  const json = `${JSON.stringify(configSchema, undefined, 2)}\n`;
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, json);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(configSchema)));
});

const allowed: unknown[] = [
  {},
  { crd: 'crds/' },
  { crd: ['a', 'b'], openapi: [], kubernetes: true, fromCluster: false, out: 'x', importExtension: 'none' },
  { kubernetes: 'v1.36', groupNames: { 'cache.example.com': 'cache' }, $schema: 'x', apply: false },
];

const refused: [value: unknown, wanted: string[]][] = [
  [[], [': must be a mapping']],
  [{ crds: 'x' }, ['crds: is no option (did you mean crd?)']],
  [{ constructor: 1 }, [expect.stringMatching(/^constructor: is no option/) as string]],
  [{ crd: ['a', 1] }, ['crd.1: must be a text (put it in quotes)']],
  [{ crd: 1 }, ['crd: must be a text or a list of texts (put it in quotes)']],
  [{ kubernetes: 1.36 }, ['kubernetes: must be a text or true or false (put it in quotes)']],
  [{ importExtension: '.mjs' }, ['importExtension: must be one of .js, .ts, none']],
  [{ groupNames: { a: '1x' } }, ['groupNames.a: must be letters and digits, beginning with a letter']],
  [{ out: '', apply: 'no' }, ['out: must not be empty', 'apply: must be true or false']],
];

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

test.each(allowed)('%j is allowed, and ajv agrees', (value) => {
  expect(validate(value, configSchema)).toEqual([]);
  expect(ajv.validate(configSchema, value)).toBe(true);
});

test.each(refused)('%j is refused, and ajv agrees', (value, wanted) => {
  const problems = validate(value, configSchema);
  expect(problems.map(({ path: at, what, hint }) => `${at.join('.')}: ${what}${hint === '' ? '' : ` (${hint})`}`)).toEqual(
    wanted,
  );
  expect(ajv.validate(configSchema, value)).toBe(false);
});
