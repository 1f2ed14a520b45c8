import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { runToEnd } from './processes.js';
import { RealServerUnavailableError } from './unavailable.js';

/** The version of Kubernetes that is built; `go.mod` of `conformance/apiserver` says the same. */
export const kubernetesVersion = 'v1.36.3';

/** Where the two programs are that make an API server. */
export interface Binaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  /** Whether they end with their standard input: the ones that we build do. */
  readonly ours: boolean;
}

/** Is told one line at a time what goes on. */
export type Progress = (line: string) => void;

/**
 * The programs of `KUBEBUILDER_ASSETS` where that is set; else our own, which are built first where they are absent or are not of
 * the sources as they stand. `conformance` is that folder. Rejects with a `RealServerUnavailableError` where there is no Go.
 */
export async function findBinaries(conformance: string, progress: Progress): Promise<Binaries> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') return givenBinaries(path.resolve(assets));
  const bin = path.join(conformance, 'bin');
  const binaries = { ...binariesIn(bin), ours: true };
  const sources = path.join(conformance, 'apiserver');
  const wanted = await fingerprint(sources);
  const stamp = path.join(bin, 'stamp');
  if ((await readIfThere(stamp)) === wanted && (await isExecutable(binaries.kubeApiserver))) return binaries;
  await build(sources, bin, progress);
  await writeFile(stamp, wanted);
  return binaries;
}

function binariesIn(folder: string): Omit<Binaries, 'ours'> {
  return { etcd: path.join(folder, 'etcd'), kubeApiserver: path.join(folder, 'kube-apiserver') };
}

async function givenBinaries(folder: string): Promise<Binaries> {
  const binaries = binariesIn(folder);
  for (const file of Object.values(binaries)) {
    if (await isExecutable(file)) continue;
    throw new Error(`KUBEBUILDER_ASSETS: ${file} is not there or cannot be run (it has to hold etcd and kube-apiserver)`);
  }
  return { ...binaries, ours: false };
}

async function fingerprint(sources: string): Promise<string> {
  const hash = createHash('sha256').update(kubernetesVersion);
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(await readFile(path.join(sources, name)));
  return hash.digest('hex');
}

async function build(sources: string, bin: string, progress: Progress): Promise<void> {
  const go = await goVersion(sources);
  progress(
    `building kube-apiserver ${kubernetesVersion} with ${go}: some 5 minutes on 2 cores, once; the modules are fetched first`,
  );
  const start = performance.now();
  await mkdir(bin, { recursive: true });
  const fresh = path.join(bin, `apiserver.${process.pid}`);
  try {
    const packages = await countPackages(sources);
    await compile(sources, fresh, packages, progress);
    await rename(fresh, path.join(bin, 'apiserver'));
  } finally {
    await rm(fresh, { force: true });
  }
  for (const link of Object.values(binariesIn(bin))) {
    await rm(link, { force: true });
    await symlink('apiserver', link);
  }
  progress(`built kube-apiserver ${kubernetesVersion} in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** The Go that counts in the module's folder, such as `go1.26.8`. */
async function goVersion(sources: string): Promise<string> {
  const hint = 'install Go 1.26 or newer, or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver';
  const { code, stdout, stderr } = await runToEnd('go', ['env', 'GOVERSION'], { cwd: sources });
  if (code === 'ENOENT')
    throw new RealServerUnavailableError(`a real API server needs Go to be built, and there is no go here: ${hint}`);
  if (code !== 0) throw new RealServerUnavailableError(`this Go cannot build the real API server: ${firstLine(stderr)}: ${hint}`);
  return stdout.trim();
}

/** How many packages go into the binary. The first call fetches the modules. */
async function countPackages(sources: string): Promise<number> {
  const { code, stdout, stderr } = await runToEnd('go', ['list', '-deps', '.'], { cwd: sources });
  if (code !== 0) throw new Error(`go list failed in conformance/apiserver: ${firstLine(stderr)}`);
  return stdout.split('\n').length - 1;
}

async function compile(sources: string, out: string, packages: number, progress: Progress): Promise<void> {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion) ?? [];
  const facts = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const flags = Object.entries(facts).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  const args = ['build', '-v', '-trimpath', '-buildvcs=false', '-ldflags', ['-s', '-w', ...flags].join(' '), '-o', out, '.'];
  const child = spawn('go', args, { cwd: sources, stdio: ['ignore', 'inherit', 'pipe'] });
  let compiled = 0;
  const others: string[] = [];
  // With -v, Go names each package that it compiles; what its cache has is not named.
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (/^[\w./-]+$/.test(line)) compiled += 1;
    else if (!line.startsWith('go: downloading')) others.push(line);
  });
  const every = setInterval(() => progress(`compiled ${compiled} of at most ${packages} packages`), 10_000);
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`go build failed in conformance/apiserver:\n${others.slice(-20).join('\n')}`);
  } finally {
    clearInterval(every);
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function readIfThere(file: string): Promise<string | undefined> {
  // Absent and unreadable come to the same: it is made again.
  return readFile(file, 'utf8').catch(() => undefined);
}
