/**
 * The steps of the README's "In your own project" work in an empty folder. The packed packages replace the registry, and their
 * dependencies are found in parent folders.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');

let base: string;
let project: string;
/** The packed generator. */
let tarball: string;

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--no-check', 'generator'], { cwd: root });
  await mkdir(path.join(root, '.cache'), { recursive: true });
  base = await mkdtemp(path.join(root, '.cache/steps-'));
  project = path.join(base, 'project');
  const modules = path.join(project, 'node_modules');
  await mkdir(path.join(modules, '.bin'), { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', base], { cwd: root });
  const [name = ''] = (await readdir(base)).filter((each) => each.endsWith('.tgz'));
  tarball = path.join(base, name);
  await mkdir(path.join(modules, 'kube-client-gen'));
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', path.join(modules, 'kube-client-gen')]);
  await symlink(path.join(root, 'runtime'), path.join(modules, 'kube-client-runtime'));
  const bin = path.join(modules, 'kube-client-gen/bin/kube-client-gen.js');
  await chmod(bin, 0o755);
  await symlink(bin, path.join(modules, '.bin/kube-client-gen'));
  // As `npm init -y` writes it, without its process.
  await writeFile(path.join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0', type: 'commonjs' }));
}, 300_000);

afterAll(() => rm(base, { recursive: true, force: true }));

/** Returns the files of a package's tarball. */
function packedFiles(folder: string): string[] {
  if (folder === '.') {
    const list = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' });
    return list
      .trimEnd()
      .split('\n')
      .map((file) => file.replace(/^package\//, ''));
  }
  const cwd = path.join(root, folder);
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd, encoding: 'utf8' });
  const [{ files = [] } = {}] = JSON.parse(packed) as { files?: { path: string }[] }[];
  return files.map((file) => file.path);
}

/** Returns the lines of the shell blocks of a section. */
function steps(title: string): string[] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n'));
}

test('the steps of the README work in an empty folder, in order, as written', () => {
  const lines = steps('In your own project');
  expect(lines.length).toBeGreaterThanOrEqual(5);
  for (const line of lines) {
    // The packages are already installed.
    if (line.startsWith('npm install ')) continue;
    const { status, stderr } = spawnSync('sh', ['-c', line], { cwd: project, encoding: 'utf8' });
    expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' });
  }
  expect(JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'))).toMatchObject({ type: 'module' });
  expect(existsSync(path.join(project, 'generated/clientset.ts'))).toBe(true);
}, 300_000);

test('every link of the READMEs is absolute or points to a file of its tarball', () => {
  for (const folder of ['.', 'runtime', 'testing']) {
    const text = readFileSync(path.join(root, folder, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const relative = links.filter((link) => !/^[a-z]+:/.test(link));
    if (relative.length === 0) continue;
    const files = packedFiles(folder);
    const isPacked = (link: string): boolean => files.some((file) => file === link || file.startsWith(`${link}/`));
    expect(relative.filter((link) => !isPacked(link))).toEqual([]);
  }
}, 120_000);
