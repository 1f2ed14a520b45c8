import { readdirSync } from 'node:fs';
import path from 'node:path';
import { generate } from './generate.js';
import { formatDiagnostic } from './model/diagnostic.js';
import { GenerateError } from './options.js';

const folder = path.join(import.meta.dirname, '../fixtures/hostile');

/** What a hostile file of the loading comes to: the messages of its errors, or what its output holds. */
const wanted: Record<string, { errors: (string | RegExp)[] } | { holds: RegExp[] }> = {
  'alias-bomb.yaml': {
    errors: [/^alias-bomb\.yaml:\d+:\d+: syntax: the document is mostly aliases, .*\(write out what you mean\)$/],
  },
  'merge-bomb.yaml': { errors: [/^merge-bomb\.yaml:\d+:\d+: syntax: the document is mostly aliases/] },
  'recursive-alias.yaml': { errors: [/^recursive-alias\.yaml:17:61: syntax: anchor "spec" contains itself \(/] },
  'binary.yaml': { errors: ['binary.yaml: input: is a binary file (name YAML or JSON)'] },
  'not-utf8.yaml': { errors: ['not-utf8.yaml: input: is not UTF-8 text (convert it to UTF-8)'] },
  'broken.yaml': { errors: [/^broken\.yaml:19:1: syntax: unexpected end of the stream within a flow collection \(/] },
  'broken-second-document.yaml': { errors: [/^broken-second-document\.yaml:20:\d+: /] },
  'template.yaml': { errors: [/^template\.yaml:1:\d+: .*\(this looks like a template: render it first/] },
  'deep-flow.yaml': { errors: [/^deep-flow\.yaml:18:\d+: syntax: nested deeper than 500 levels \(/] },
  'deep-block.yaml': { errors: [/^deep-block\.yaml:19:\d+: syntax: nested deeper than 500 levels \(/] },
  'deep-schema.json': { errors: [/^deep-schema\.json:1:1: syntax: nested deeper than 500 levels \(/] },
  'empty.yaml': { errors: ['empty.yaml: input: holds no CustomResourceDefinition (it is empty)'] },
  'only-comments.yaml': { errors: ['only-comments.yaml: input: holds no CustomResourceDefinition (it is empty)'] },
  'not-an-object.yaml': { errors: ['not-an-object.yaml: input: holds no CustomResourceDefinition (it holds: (no kind))'] },
  'wrong-kinds.yaml': {
    errors: ['wrong-kinds.yaml: input: holds no CustomResourceDefinition (it holds: ConfigMap, Deployment)'],
  },
  'v1beta1.yaml': {
    errors: [
      /^v1beta1\.yaml:1:1: apiVersion: is a CustomResourceDefinition of apiextensions\.k8s\.io\/v1beta1, .*\(convert it to/,
    ],
  },
  'proto.yaml': { holds: [/\b__proto__\?:|'__proto__'\]?\?:/, /constructor\?: string/, /hasOwnProperty\?: number/] },
  'under-indented.yaml': { holds: [/goes on in a line that is indented less/] },
  'utf16.yaml': { holds: [/size\?: number/] },
  'yaml-1.1.yaml': { holds: [/@minimum 511/, /@maximum 1000/] },
  'duplicate-keys.yaml': { holds: [/namespaced: true/] },
};

async function outcome(file: string): Promise<{ errors: string[]; text: string }> {
  try {
    const { files } = await generate({ crd: [file], cwd: folder });
    return { errors: [], text: files.map((one) => one.contents).join('\n') };
  } catch (error) {
    if (!(error instanceof GenerateError)) throw error;
    return { errors: error.diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic), text: '' };
  }
}

test.each(Object.entries(wanted))('%s', async (file, expectation) => {
  const { errors, text } = await outcome(file);
  if ('errors' in expectation) {
    expect(errors).toEqual(
      expectation.errors.map((error): unknown => (typeof error === 'string' ? error : expect.stringMatching(error))),
    );
  } else {
    expect(errors).toEqual([]);
    for (const pattern of expectation.holds) expect(text).toMatch(pattern);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('no hostile file is anything worse than an error of one line', async () => {
  for (const file of readdirSync(folder)) {
    const { errors } = await outcome(file);
    for (const error of errors) {
      expect(error).not.toMatch(/\n|RangeError|TypeError|at .*\.[jt]s:/);
      expect(error.length).toBeLessThan(2000);
    }
  }
});
