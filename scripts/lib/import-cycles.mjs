import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The imports of each file that was read, for all files of a run of ESLint. @type {Map<string, readonly string[]>} */
const imports = new Map();

/** Sources are imported by the names of their compiled files. */
const sourceEndings = /** @type {const} */ ([
  ['.js', '.ts'],
  ['.mjs', '.mts'],
]);

/**
 * Returns the file that a relative import names, or undefined if there is none.
 *
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined}
 */
function fileOf(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.resolve(path.dirname(file), specifier);
  const names = sourceEndings.map(([ending, source]) =>
    target.endsWith(ending) ? target.slice(0, -ending.length) + source : target,
  );
  return [...names, target].find((name) => /\.m?[jt]s$/.test(name) && existsSync(name));
}

/**
 * Returns the files that a file imports. An import of types alone counts: the files can only be read together.
 *
 * @param {string} file
 * @param {string} text
 * @returns {readonly string[]}
 */
function importsOf(file, text) {
  const found = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileOf(file, fileName));
  return found.filter((name) => name !== undefined);
}

/**
 * Returns the shortest way of imports from a file back to itself, or undefined if there is none.
 *
 * @param {string} file
 * @returns {string[] | undefined}
 */
function cycleOf(file) {
  /** The file from which each file was reached first. @type {Map<string, string>} */
  const from = new Map();
  const queue = [file];
  for (const current of queue) {
    let next = imports.get(current);
    if (next === undefined) imports.set(current, (next = importsOf(current, readFileSync(current, 'utf8'))));
    for (const target of next) {
      if (target === file) return wayTo(current, from, file);
      if (from.has(target)) continue;
      from.set(target, current);
      queue.push(target);
    }
  }
  return undefined;
}

/**
 * @param {string} last
 * @param {ReadonlyMap<string, string>} from
 * @param {string} file
 * @returns {string[]}
 */
function wayTo(last, from, file) {
  const way = [file];
  for (let at = last; at !== file; at = from.get(at) ?? file) way.push(at);
  return [...way, file].reverse();
}

/**
 * An ESLint rule against import cycles between files. Each file of a cycle is reported.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const importCycles = {
  meta: { type: 'problem', schema: [], messages: { cycle: 'this file imports itself: {{way}}' } },
  create({ filename, sourceCode, report }) {
    return {
      Program(node) {
        imports.set(filename, importsOf(filename, sourceCode.text));
        const cycle = cycleOf(filename);
        if (cycle === undefined) return;
        const way = cycle.map((file) => path.relative(process.cwd(), file)).join(' -> ');
        report({ node, messageId: 'cycle', data: { way } });
      },
    };
  },
};
