import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { runToEnd } from './run-to-end.js';

/** Is told one line at a time what goes on. */
export type Progress = (line: string) => void;

/** A program that is built of a Go module in this repository. */
export interface GoProgram {
  /** For people, such as `kube-apiserver v1.36.3`. */
  readonly name: string;
  /** The folder of the module, which is the package, too. */
  readonly sources: string;
  /** The binary. */
  readonly out: string;
  /** Where is written down what the binary was built from. */
  readonly stamp: string;
  /** How long the first build takes, for people. */
  readonly takes: string;
  /** What counts beside the sources. Default: nothing. */
  readonly version?: string;
  /** Values of variables by the package and the name of each. Default: none. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** There can be no Go program here, for a reason that is no fault: there is no Go, or too old a one. One line for people. */
export class GoUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GoUnavailableError';
  }
}

/**
 * Builds a program where its binary is absent or is not of the sources as they stand. Resolves with whether it was built. Rejects
 * with a `GoUnavailableError` where it has to be and there is no Go.
 */
export async function buildGoProgram(program: GoProgram, progress: Progress): Promise<boolean> {
  const wanted = await fingerprint(program);
  if ((await readIfThere(program.stamp)) === wanted && (await isExecutable(program.out))) return false;
  await build(program, progress);
  await writeFile(program.stamp, wanted);
  return true;
}

async function fingerprint({ sources, version = '' }: GoProgram): Promise<string> {
  const hash = createHash('sha256').update(version);
  const files = (await readdir(sources)).filter((name) => name.endsWith('.go')).sort();
  for (const name of [...files, 'go.mod', 'go.sum']) hash.update(await readFile(path.join(sources, name)));
  return hash.digest('hex');
}

async function build(program: GoProgram, progress: Progress): Promise<void> {
  const { name, sources, out, takes } = program;
  progress(`building ${name} with ${await goVersion(program)}: ${takes}, once; the modules are fetched first`);
  const start = performance.now();
  await mkdir(path.dirname(out), { recursive: true });
  const fresh = `${out}.${process.pid}`;
  try {
    const packages = await countPackages(sources);
    await compile(program, fresh, packages, progress);
    await rename(fresh, out);
  } finally {
    await rm(fresh, { force: true });
  }
  progress(`built ${name} in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** The Go that counts in the module's folder, such as `go1.26.8`. */
async function goVersion({ name, sources }: GoProgram): Promise<string> {
  const hint = 'install Go 1.26 or newer';
  const { code, stdout, stderr } = await runToEnd('go', ['env', 'GOVERSION'], { cwd: sources });
  if (code === 'ENOENT') throw new GoUnavailableError(`${name} needs Go to be built, and there is no go here: ${hint}`);
  if (code !== 0) throw new GoUnavailableError(`this Go cannot build ${name}: ${firstLine(stderr)}: ${hint}`);
  return stdout.trim();
}

/** How many packages go into the binary. The first call fetches the modules. */
async function countPackages(sources: string): Promise<number> {
  const { code, stdout, stderr } = await runToEnd('go', ['list', '-deps', '.'], { cwd: sources });
  if (code !== 0) throw new Error(`go list failed in ${sources}: ${firstLine(stderr)}`);
  return stdout.split('\n').length - 1;
}

async function compile({ sources, variables = {} }: GoProgram, out: string, packages: number, progress: Progress): Promise<void> {
  const flags = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
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
    if (code !== 0) throw new Error(`go build failed in ${sources}:\n${others.slice(-20).join('\n')}`);
  } finally {
    clearInterval(every);
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

/** Whether there is such a file, and it can be run. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function readIfThere(file: string): Promise<string | undefined> {
  // Absent and unreadable come to the same: it is made again.
  return readFile(file, 'utf8').catch(() => undefined);
}
