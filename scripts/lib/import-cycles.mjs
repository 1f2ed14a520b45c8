import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The imports of each file, for all files of an ESLint run. */
const imports = new Map();

/** The endings of sources by the endings of their compiled files, which imports use. */
const sourceEndings = /** @type {const} */ ([
  ['.js', '.ts'],
  ['.mjs', '.mts'],
]);

/**
 * Returns the file of a relative import, or undefined if it does not exist.
 *
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined}
 * /
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
 * Returns the files that a file imports. Type imports count, because such files can only be understood together.
 *
 * @param {string} file
 * @param {string} text
 * @returns {readonly string[]}
 * /
 */
function importsOf(file, text) {
  const found = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileOf(file, fileName));
  return found.filter((name) => name !== undefined);
}

/**
 * Returns the shortest path of imports from a file back to itself, or undefined without a cycle.
 *
 * @param {string} file
 * @returns {string[] | undefined}
 * /
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
