/** Reads the kinds of CRDs, and compiles statements about their generated types. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openOutput, ts } from '../verify-types/output.mjs';

/**
 * A served version of a CRD: its name in messages, its generated type as an expression, and its schema.
 *
 * @typedef {{ name: string; type: string; schema: any; apiVersion: string; kind: string; namespaced: boolean }} Kind
 */

/**
 * Returns the CRDs below a folder.
 *
 * @returns {Promise<any[]>}
 */
async function readCrds(folder) {
  const { parseText } = await import('../../dist/generator/load/yaml/parse.js');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => parseText(readFileSync(file, 'utf8')).documents)
    .flatMap((/** @type {{ value: any }} */ { value }) => (value?.kind === 'CustomResourceDefinition' ? [value] : []));
}

/**
 * Returns the served versions of the CRDs below a folder. `output` is the folder with the code that was generated from them.
 *
 * @returns {Promise<Kind[]>}
 */
export async function readKinds(folder, output) {
  return (await readCrds(folder)).flatMap(({ spec: { group, names, scope, versions } }) =>
    versions
      .filter(({ served }) => served)
      .map((version) => {
        const apiVersion = `${group}/${version.name}`;
        const type = typeOfKind(readFileSync(path.join(output, apiVersion, 'types.ts'), 'utf8'), names.kind);
        if (type === undefined) throw new Error(`${apiVersion} has no type for ${names.kind}`);
        return {
          name: `${names.plural}.${apiVersion}`,
          type: `import('./${apiVersion}/types.js').${type}`,
          schema: version.schema.openAPIV3Schema,
          apiVersion,
          kind: names.kind,
          namespaced: scope === 'Namespaced',
        };
      }),
  );
}

/** Returns the name of the type of a kind in a generated `types.ts`, or undefined if the file has no such type. */
function typeOfKind(text, kind) {
  for (const [, name, body = ''] of text.matchAll(/^export interface (\w+) [^{]*\{\n(.*?)^\}/gms)) {
    if (body.includes(`  kind: '${kind}';`)) return name;
  }
  return undefined;
}

/**
 * Compiles statements of one line each. Returns those that do not compile, with the first message of the compiler.
 *
 * @param {string} output
 * @param {any[]} statements  objects with a `text`
 * @returns {{ statement: any; message: string }[]}
 */
export function compile(output, statements) {
  const name = 'statements.ts';
  const file = path.join(output, name);
  writeFileSync(file, statements.map(({ text }) => `${text}\n`).join(''));
  const { program } = openOutput(output, [name]);
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not in the program`);
  const messages = new Map();
  for (const { start = 0, messageText } of [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ]) {
    const { line } = source.getLineAndCharacterOfPosition(start);
    if (!messages.has(line)) messages.set(line, ts.flattenDiagnosticMessageText(messageText, ' / '));
  }
  return statements.flatMap((statement, line) => (messages.has(line) ? [{ statement, message: messages.get(line) }] : []));
}
