/**
 * Builds the npm packages: the runtime and the testing package as ESM and CommonJS, and the generator. Skips parts whose sources
 * have not changed since their last build.
 *
 *   node scripts/build.mjs [--force] [--no-check] [PART...]      parts: runtime, testing, generator (default: all)
 *
 * `--no-check` omits the type check, which `npm run types` does. The output is the same.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileTemplates } from './lib/compile-templates.mjs';
import { joinModules } from './lib/join-modules.mjs';

const root = path.join(import.meta.dirname, '..');
const cache = path.join(root, '.cache', 'build');
const tsc = path.join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');

/** Returns the two builds of a library: the ESM build of `tsconfig.build.json`, and a CommonJS build of the same sources. */
function library(folder, after) {
  return ['esm', 'cjs'].map((format) => ({
    name: `${folder}-${format}`,
    part: folder,
    format,
    base: folder,
    sources: [`${folder}/src`, `${folder}/tsconfig.build.json`],
    out: `${folder}/dist/${format}`,
    // The same as in its package.json. Bundlers read the nearest package.json to decide if they may drop a file.
    sideEffects: false,
    after,
  }));
}

const targets = [
  ...library('runtime', []).map((target) => (target.format === 'esm' ? { ...target, join: true } : target)),
  ...library('testing', ['runtime-esm', 'runtime-cjs']),
  {
    name: 'generator',
    part: 'generator',
    format: 'esm',
    base: 'generator',
    sources: ['generator', 'templates'],
    out: 'dist/generator',
    after: ['runtime-esm'],
    copy: [['generator/kubernetes', 'kubernetes']],
    templates: 'emit/compiled-templates.js',
  },
];

/** Returns the files that a build reads, sorted. */
function listFiles(entry) {
  if (!existsSync(entry)) return [];
  if (!statSync(entry).isDirectory()) return [entry];
  return readdirSync(entry, { withFileTypes: true })
    .filter(
      ({ name }) =>
        name !== 'node_modules' && name !== 'dist' && name !== 'testdata' && !name.endsWith('.test.ts') && !name.startsWith('.'),
    )
    .flatMap(({ name }) => listFiles(path.join(entry, name)))
    .sort();
}

/** Returns a hash of all inputs of a target, including the targets before it. */
function fingerprint(target, before) {
  const hash = createHash('sha256');
  const shared = [
    'tsconfig.base.json',
    'scripts/build.mjs',
    'scripts/lib/compile-templates.mjs',
    'scripts/lib/join-modules.mjs',
    'scripts/lib/layers.mjs',
    'node_modules/typescript-7/package.json',
    'node_modules/esbuild/package.json',
  ];
  for (const file of [...shared, ...target.sources].flatMap((entry) => listFiles(path.join(root, entry)))) {
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  for (const name of target.after) hash.update(before.get(name) ?? '');
  return hash.digest('hex');
}

function readStamp(target) {
  const file = path.join(cache, `${target.name}.json`);
  if (!existsSync(file) || !existsSync(path.join(root, target.out, 'package.json'))) return undefined;
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs the compiler. Resolves with its output, or undefined if there are no errors. */
function compile(args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? undefined : output));
  });
}

/** Joins the modules of an ESM build with `join-modules.mjs`. Declaration files remain unchanged. */
async function joinBuild(base, out) {
  const { exports } = JSON.parse(readFileSync(path.join(root, base, 'package.json'), 'utf8'));
  const subpaths = Object.values(exports).flatMap((entry) =>
    entry.import ? path.posix.relative('dist/esm', entry.import.default) : [],
  );
  const files = await joinModules(out, subpaths);
  for (const file of listFiles(out)) if (/\.js(\.map)?$/.test(file)) rmSync(file);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
    writeFileSync(path.join(out, file), text);
  }
}

function rewriteMaps(out) {
  for (const file of listFiles(out).filter((each) => each.endsWith('.js.map'))) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('.build-cjs/src/', 'src/'));
  }
}

async function build(target, check) {
  const out = path.join(root, target.out);
  const fresh = `${out}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const flags = [
    '--outDir',
    fresh,
    '--rootDir',
    'src',
    '--sourceMap',
    ...(check ? [] : ['--noCheck', '--isolatedDeclarations', 'false']),
  ];
  let failure;
  if (target.format === 'cjs') {
    // Compile the same sources below a package.json of type CommonJS. The compiler then writes `require`, keeps `import()`, and
    // resolves every package as a CommonJS consumer does.
    const copy = path.join(root, target.base, '.build-cjs');
    rmSync(copy, { recursive: true, force: true });
    try {
      cpSync(path.join(root, target.base, 'src'), path.join(copy, 'src'), {
        recursive: true,
        filter: (file) => !file.endsWith('.test.ts'),
      });
      writeFileSync(path.join(copy, 'package.json'), '{ "type": "commonjs" }\n');
      const config = {
        extends: '../tsconfig.build.json',
        compilerOptions: { verbatimModuleSyntax: false },
        include: ['src'],
        exclude: ['src/**/testdata'],
      };
      writeFileSync(path.join(copy, 'tsconfig.json'), JSON.stringify(config));
      failure = await compile(['-p', 'tsconfig.json', ...flags], copy);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  } else {
    const rootDir = target.name === 'generator' ? ['--rootDir', '.'] : [];
    failure = await compile(['-p', 'tsconfig.build.json', ...flags, ...rootDir], path.join(root, target.base));
  }
  if (failure !== undefined) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`${target.name} does not compile:\n${failure}`);
  }
  // The sources of the CommonJS build were copies: the maps lead to the originals, which the package ships.
  if (target.format === 'cjs') rewriteMaps(fresh);
  if (target.join) await joinBuild(target.base, fresh);
  if (target.templates) {
    const file = path.join(fresh, target.templates);
    rmSync(`${file}.map`, { force: true });
    writeFileSync(file, await compileTemplates(path.join(root, 'templates'), file));
  }
  for (const [from, to] of target.copy ?? []) cpSync(path.join(root, from), path.join(fresh, to), { recursive: true });
  const nearest = { type: target.format === 'cjs' ? 'commonjs' : 'module', sideEffects: target.sideEffects };
  writeFileSync(path.join(fresh, 'package.json'), `${JSON.stringify(nearest)}\n`);
  const old = `${out}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(out)) renameSync(out, old);
  renameSync(fresh, out);
  rmSync(old, { recursive: true, force: true });
}

/** Takes the lock, so that only one build runs at a time. Ignores the lock of a process that has ended. */
/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

async function withLock(action) {
  mkdirSync(cache, { recursive: true });
  const lock = path.join(cache, 'lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      let owner = NaN;
      try {
        owner = Number(readFileSync(lock, 'utf8'));
        if (owner > 0) process.kill(owner, 0);
      } catch (gone) {
        if (codeOf(gone) === 'ESRCH') rmSync(lock, { force: true });
      }
      await sleep(100);
    }
  }
  try {
    return await action();
  } finally {
    rmSync(lock, { force: true });
  }
}

const args = process.argv.slice(2);
const parts = args.filter((arg) => !arg.startsWith('--'));
const force = args.includes('--force');
const check = !args.includes('--no-check');
const unknown = parts.filter((part) => !targets.some((target) => target.part === part));
if (unknown.length > 0 || args.some((arg) => arg.startsWith('--') && !['--force', '--no-check'].includes(arg))) {
  console.error('usage: node scripts/build.mjs [--force] [--no-check] [runtime] [testing] [generator]');
  process.exit(2);
}

/** Returns the targets of the requested parts, with the targets that they need. */
function wanted() {
  const names = new Set(
    targets.filter((target) => parts.length === 0 || parts.includes(target.part)).map((target) => target.name),
  );
  for (const target of [...targets].reverse()) if (names.has(target.name)) for (const name of target.after) names.add(name);
  return targets.filter((target) => names.has(target.name));
}

await withLock(async () => {
  // npm packs a changelog only from the folder of its package.
  for (const folder of ['runtime', 'testing']) cpSync(path.join(root, 'CHANGELOG.md'), path.join(root, folder, 'CHANGELOG.md'));
  const prints = new Map();
  for (const target of targets) prints.set(target.name, fingerprint(target, prints));
  const todo = wanted().filter((target) => {
    const stamp = readStamp(target);
    return force || stamp === undefined || stamp.fingerprint !== prints.get(target.name) || (check && !stamp.checked);
  });
  const done = new Map();
  const results = [];
  // Run two compilers in parallel, because most machines have few free cores.
  let free = 2;
  const waiting = [];
  const acquire = () => (free > 0 ? (free--, Promise.resolve()) : new Promise((resolve) => waiting.push(resolve)));
  const release = () => (waiting.length > 0 ? waiting.shift()() : free++);
  for (const target of todo) {
    const work = (async () => {
      await Promise.all(target.after.map((name) => done.get(name)));
      await acquire();
      const since = performance.now();
      try {
        await build(target, check);
        writeFileSync(
          path.join(cache, `${target.name}.json`),
          JSON.stringify({ fingerprint: prints.get(target.name), checked: check }),
        );
        console.log(`built ${target.out} in ${((performance.now() - since) / 1000).toFixed(1)} s`);
      } finally {
        release();
      }
    })();
    done.set(target.name, work);
    results.push(work);
  }
  const failures = (await Promise.allSettled(results)).filter((result) => result.status === 'rejected');
  const messages = new Set(failures.map(({ reason }) => reason.message));
  for (const message of messages) console.error(message);
  if (failures.length > 0) process.exitCode = 1;
});
