import { realpath, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, fileError, errorCode } from './input-error.js';
import { displayUrl, isUrl } from './read-url.js';

/** One thing to read: what an input that the user named comes to. */
export type Source =
  | { readonly is: 'file'; readonly name: string; readonly path: string; readonly input: string }
  | { readonly is: 'url'; readonly name: string; readonly url: string; readonly input: string }
  | { readonly is: 'stdin'; readonly name: string; readonly input: string };

/** The sources of an input, and the paths to watch for changes. */
export interface Expanded {
  /** The sources in the order of their names. */
  readonly sources: readonly Source[];
  /** The files and folders to watch. */
  readonly watch: readonly string[];
}

const extensions = new Set(['.yaml', '.yml', '.json']);

/**
 * Finds the sources of an input: a file, a folder, a glob, a URL, or `-`. A folder gives its YAML and JSON files at any depth,
 * except hidden files and `node_modules`. Files are sorted by name.
 *
 * Throws an InputError if the input names nothing.
 */
export async function expand(input: string, cwd: string): Promise<Expanded> {
  if (input === '-') return { sources: [{ is: 'stdin', name: '<stdin>', input }], watch: [] };
  if (isUrl(input)) return { sources: [{ is: 'url', name: displayUrl(input), url: input, input }], watch: [] };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(input))
    throw new InputError('is a URL of a scheme that is not read', 'only http and https are');
  if (input === '') throw new InputError('is empty', 'name a file, a folder, a glob, a URL or -');
  const absolute = path.resolve(cwd, input);
  let stats;
  try {
    stats = await stat(absolute);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && /[*?[\]{}()!+@]/.test(input)) return expandGlob(input, cwd);
    throw fileError(error);
  }
  if (!stats.isDirectory()) {
    return { sources: [{ is: 'file', name: displayPath(absolute, cwd), path: absolute, input }], watch: [absolute] };
  }
  const files: string[] = [];
  await walk(absolute, files, cwd);
  if (files.length === 0) {
    throw new InputError('has no .yaml, .yml or .json files', 'name another folder, or the files themselves');
  }
  return { sources: filesOf(files, cwd, input), watch: [absolute] };
}

async function expandGlob(input: string, cwd: string): Promise<Expanded> {
  const { glob } = await import('tinyglobby');
  const pattern = process.platform === 'win32' ? input.replaceAll('\\', '/') : input;
  const files = await glob(pattern, { cwd, absolute: true, onlyFiles: true, expandDirectories: false, dot: false });
  if (files.length === 0) throw new InputError('matches no files', 'quote the pattern in the shell, and check it');
  const base = pattern.split('/').findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  return { sources: filesOf(files, cwd, input), watch: [path.resolve(cwd, pattern.split('/').slice(0, base).join('/') || '.')] };
}

function filesOf(files: readonly string[], cwd: string, input: string): Source[] {
  return files.map((file) => ({ is: 'file', name: displayPath(file, cwd), path: path.normalize(file), input }));
}

async function walk(folder: string, files: string[], cwd: string): Promise<void> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { message, hint } = fileError(error);
    throw new InputError(message, hint, { cause: error, place: displayPath(folder, cwd) });
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await walk(full, files, cwd);
    else if (extensions.has(path.extname(entry.name).toLowerCase()) && (entry.isFile() || (await leadsToFile(full))))
      files.push(full);
  }
}

/** Symbolic links to files are followed (config maps are mounted so), those to folders are not: they may go in circles. */
async function leadsToFile(link: string): Promise<boolean> {
  try {
    return (await stat(link)).isFile();
  } catch {
    // A link to nowhere in a folder: an editor's lock file, most often. It holds no document.
    return false;
  }
}

/** Returns a path for messages and comments, always with `/`. A path below the working directory is relative to it. */
export function displayPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  const outside = relative.startsWith('..') || path.isAbsolute(relative) || relative === '';
  return (outside ? file : relative).split(path.sep).join('/');
}

/** Returns the sources in the order of their names, each file once under all its names. */
export async function unique(sources: readonly Source[]): Promise<Source[]> {
  const seen = new Set<string>();
  const out: Source[] = [];
  const sorted = [...sources].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const source of sorted) {
    let identity = `${source.is} ${source.is === 'url' ? source.url : source.name}`;
    if (source.is === 'file') {
      // A file that vanished since gets its message when it is read.
      identity = `file ${await realpath(source.path).catch(() => source.path)}`;
    }
    if (seen.has(identity)) continue;
    seen.add(identity);
    out.push(source);
  }
  return out;
}
