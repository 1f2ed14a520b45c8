import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A block of TypeScript in a doc comment or on a page. */
export interface Example {
  /** The file and the line of the block's first line, such as `runtime/src/quantity/parse.ts:14`. */
  readonly origin: string;
  readonly code: string;
}

const fence = /^```ts\n([\s\S]*?)^```$/gm;

/** Returns the examples of all sources and pages below the folders, in the order of their paths. */
export function examplesIn(root: string, folders: readonly string[]): Example[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
    )
    .filter(
      (file) =>
        /\.(?:ts|md)$/.test(file) &&
        !file.endsWith('.test.ts') &&
        !/(?:^|\/)(?:(?:dist|node_modules|testdata)\/|README\.md)/.test(file),
    )
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return file.endsWith('.md') ? blocksOf(file, text) : examplesOfSource(file, text);
    });
}

/** Returns the blocks of TypeScript of a page. */
export function blocksOf(file: string, text: string): Example[] {
  return [...text.matchAll(fence)].map((found) => ({ origin: `${file}:${lineAt(text, found.index) + 1}`, code: found[1] ?? '' }));
}

function examplesOfSource(file: string, text: string): Example[] {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const bare = comment[0].replace(/^[ \t]*\* ?/gm, '');
    return blocksOf('', bare).map(({ origin, code }) => ({
      origin: `${file}:${lineAt(text, comment.index) + Number(origin.slice(1)) - 1}`,
      code,
    }));
  });
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/**
 * Returns an example as a module that exports `main`. Its imports stay at the top. The rest becomes the body of `main`, which
 * receives what examples take for granted. A statement that ends in `// => VALUE` is compared with that value.
 */
export function programOf({ code }: Example): string {
  const isImport = (line: string): boolean => /^import .* from '.*';$/.test(line);
  const lines = code.split('\n');
  const body = lines.filter((line) => !isImport(line)).map(asserted);
  return [
    `import type { Given } from './given.js';`,
    ...lines.filter(isImport),
    'export async function main({ clientset, expect, rest, server, signal }: Given): Promise<void> {',
    ...body,
    '}',
    '',
  ].join('\n');
}

function asserted(line: string): string {
  const found = /^\s*(?:const (?<name>\w+) = )?(?<expression>.*); +\/\/ => (?<value>.*)$/.exec(line);
  if (!found?.groups) return line;
  const { name, expression, value } = found.groups;
  return name === undefined ? `expect(${expression}).toEqual(${value});` : `${line}\nexpect(${name}).toEqual(${value});`;
}
