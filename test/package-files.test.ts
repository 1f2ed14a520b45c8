/** The tarballs contain the code, its source maps and sources, and the pages of the package; no test and no test data. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const builds: Readonly<Record<string, readonly string[]>> = {
  '.': ['dist/generator'],
  runtime: ['dist/esm', 'dist/cjs'],
  testing: ['dist/esm', 'dist/cjs'],
};
const folders = Object.keys(builds).filter((folder) =>
  (builds[folder] ?? []).every((build) => existsSync(path.join(root, folder, build, 'package.json'))),
);

/** Returns the name of a package and the paths of the files that npm packs. */
function packed(folder: string): { readonly name: string; readonly files: readonly string[] } {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: path.join(root, folder),
    encoding: 'utf8',
  });
  const [report] = JSON.parse(stdout) as readonly {
    readonly name: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  if (report === undefined) throw new Error(`npm packs nothing of ${folder}`);
  return { name: report.name, files: report.files.map((file) => file.path) };
}

/** Returns a file of the root of a package as it is, and others as their folder with their ending. Builds have two folders. */
function shapeOf(file: string): string {
  const segments = file.split('/');
  const ending = /(?:\.d|\.js)?\.[a-z]+$/.exec(file)?.[0] ?? '';
  return segments.length === 1 ? file : `${segments.slice(0, segments[0] === 'dist' ? 2 : 1).join('/')}/**${ending}`;
}

// Builds are absent in a fresh checkout. `npm run all` builds first.
(folders.length > 0 ? describe : describe.skip).each(folders.length > 0 ? folders : ['.'])('the tarball of %s', (folder) => {
  let name: string;
  let files: readonly string[];
  beforeAll(() => ({ name, files } = packed(folder)));

  test('has the kinds of files of the committed list (UPDATE_GOLDENS=1 rewrites it)', () => {
    const text = [...new Set(files.map(shapeOf))]
      .sort()
      .map((line) => `${line}\n`)
      .join('');
    const list = path.join(root, 'fixtures/surface', `${name}.files.txt`);
    if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(list, text);
    expect(text).toBe(readFileSync(list, 'utf8'));
  });

  test('has no test, no test data and no file of an older build', () => {
    expect(files.filter((file) => /\.test\.|testdata|\.build-cjs|\.(new|old)\//.test(file))).toEqual([]);
  });

  test('has each source that its source maps name', () => {
    const shipped = new Set(files);
    const maps = files.filter((file) => file.endsWith('.js.map'));
    expect(maps.length).toBeGreaterThan(20);
    const missing = maps.flatMap((map) => {
      const { sources } = JSON.parse(readFileSync(path.join(root, folder, map), 'utf8')) as {
        readonly sources: readonly string[];
      };
      return sources.map((source) => path.posix.join(path.posix.dirname(map), source)).filter((source) => !shipped.has(source));
    });
    expect(missing).toEqual([]);
  });

  test('has a map of each file of code that names one', () => {
    const shipped = new Set(files);
    const named = files
      .filter((file) => file.startsWith('dist/') && file.endsWith('.js'))
      .flatMap((file) => {
        const map = /\/\/# sourceMappingURL=(.*)/.exec(readFileSync(path.join(root, folder, file), 'utf8'))?.[1];
        return map === undefined ? [] : [path.posix.join(path.posix.dirname(file), map)];
      });
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((map) => !shipped.has(map))).toEqual([]);
  });
});
