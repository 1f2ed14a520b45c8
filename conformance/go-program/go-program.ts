import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, constants, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { runToEnd } from './run-to-end.js';

/** A function that receives the progress, one line at a time. */
export type Progress = (line: string) => void;

/** A program that is built from a Go module in this repository. */
export interface GoProgram {
  /** The name for people, such as `kube-apiserver v1.36.3`. */
  readonly name: string;
  /** The folder of the module and its package. */
  readonly sources: string;
  /** The path of the binary. */
  readonly out: string;
  /** The path of the file that records the inputs of the binary. */
  readonly stamp: string;
  /** The time of the first build, for people. */
  readonly takes: string;
  /**
   * A version that belongs to the inputs, in addition to the sources.
   *
   * Default: an empty string
   */
  readonly version?: string;
  /**
   * The values of Go variables, by package and name.
   *
   * Default: `{}`
   */
  readonly variables?: Readonly<Record<string, string>>;
}

/** An error that no Go program can be built, because Go is missing or too old. The message is one line for people. */
export class GoUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GoUnavailableError';
  }
}

/**
 * Builds a program if its binary is missing or older than the sources. Resolves with whether it was built.
 *
 * Rejects with a `GoUnavailableError` if Go is needed but not available.
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

/** Returns the version of Go in the module's folder, such as `go1.26.8`. */
async function goVersion({ name, sources }: GoProgram): Promise<string> {
  const hint = 'install Go 1.26 or newer';
  const { code, stdout, stderr } = await runToEnd('go', ['env', 'GOVERSION'], { cwd: sources });
  if (code === 'ENOENT') throw new GoUnavailableError(`${name} needs Go to be built, and Go was not found: ${hint}`);
  if (code !== 0) throw new GoUnavailableError(`this Go cannot build ${name}: ${firstLine(stderr)}: ${hint}`);
  return stdout.trim();
}

/** Returns the number of packages of the binary. The first call downloads the modules. */
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
  // With -v, Go prints each package that it compiles, except for packages in its cache.
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

/** Whether the file exists and is executable. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function readIfThere(file: string): Promise<string | undefined> {
  // Build again if the file is missing or unreadable.
  return readFile(file, 'utf8').catch(() => undefined);
}
