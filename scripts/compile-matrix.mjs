import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { main } from './lib/run.mjs';

/**
 * `npm run matrix`: generates from all inputs, and compiles the output with every supported TypeScript, under the strictest
 * settings, against the built runtime. Prints the durations. Arguments select cases by name.
 */
const root = path.resolve(import.meta.dirname, '..');
const shared = path.resolve(root, '../shared/data');
const work = path.join(root, '.cache/matrix');

const crds = ['--crd', path.join(shared, 'crds')];
const v2 = ['--openapi', path.join(shared, 'openapi-v1.36/swagger.json')];
const v3 = ['--openapi', path.join(shared, 'openapi-v1.36/v3')];
const cases = {
  crds,
  'kubernetes-v2': v2,
  'kubernetes-v3': v3,
  'crds-and-kubernetes': [...crds, ...v2],
  'crds-and-kubernetes-bare': [...crds, ...v3, '--no-apply', '--no-informers', '--no-listers'],
};

/** The compilers by their folder in node_modules. The oldest one does not support isolatedDeclarations. */
const compilers = [
  { folder: 'typescript-5.4', isolatedDeclarations: false },
  { folder: 'typescript-5.9', isolatedDeclarations: true },
  { folder: 'typescript', isolatedDeclarations: true },
  { folder: 'typescript-7', isolatedDeclarations: true },
];

const maximumMemory = 1e9;

const compilerOptions = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  declaration: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
};

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

/** Generates in a child process, to measure its time and memory. */
function generateCase(name, args) {
  const start = performance.now();
  const self = path.join(root, 'scripts/compile-matrix.mjs');
  const child = spawnSync(process.execPath, [self, '--generate', path.join(work, name), ...args], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr.slice(0, 4000)}`);
  const { files, bytes, memory } = JSON.parse(child.stdout);
  const line = `${files} files, ${(bytes / 1e6).toFixed(1)} MB, in ${seconds(performance.now() - start)}, ${Math.round(memory / 1e6)} MB of memory`;
  process.stdout.write(`${name}: ${line}\n`);
  if (memory > maximumMemory) throw new Error(`${name}: used ${memory} bytes of memory; the limit is ${maximumMemory}`);
}

/** Generates a case. Runs in the child process. */
async function generateInto(folder, args) {
  const { generate } = await import(path.join(root, 'dist/generator/index.js'));
  const without = (part) => !args.includes(`--no-${part}`);
  const after = (option) => args.flatMap((arg, at) => (args[at - 1] === option ? [arg] : []));
  const { files, report } = await generate({
    crd: after('--crd'),
    openapi: after('--openapi'),
    apply: without('apply'),
    informers: without('informers'),
    listers: without('listers'),
  });
  const memory = process.resourceUsage().maxRSS * 1024;
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  process.stdout.write(JSON.stringify({ files: files.length, bytes: report.bytes, memory }));
}

/** Returns the errors of one compiler for one case. */
async function compileCase(name, { folder, isolatedDeclarations }) {
  const config = path.join(work, `tsconfig.${name}.${folder}.json`);
  const options = isolatedDeclarations ? { ...compilerOptions, isolatedDeclarations } : compilerOptions;
  await writeFile(config, JSON.stringify({ compilerOptions: options, include: [`${name}/**/*.ts`] }));
  const start = performance.now();
  const compiler = path.join(root, 'node_modules', folder, 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, ['--max-old-space-size=4096', compiler, '-p', config], {
    cwd: work,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'));
  const verdict = status === 0 ? 'compiles' : `${errors.length} errors`;
  process.stdout.write(`${name}: ${folder}: ${verdict} (${seconds(performance.now() - start)})\n`);
  for (const line of errors.slice(0, 20)) process.stdout.write(`  ${line}\n`);
  return status === 0 ? 0 : Math.max(errors.length, 1);
}

/** Compares the output of OpenAPI v2 and v3. Only comments may differ. */
async function compareDocuments() {
  const list = JSON.stringify;
  const read = async (name) => {
    const files = new Map();
    for (const file of await listFiles(path.join(work, name))) {
      const text = await readFile(path.join(work, name, file), 'utf8');
      files.set(file, text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/\n\s*\n/g, '\n'));
    }
    return files;
  };
  const [old, young] = await Promise.all([read('kubernetes-v2'), read('kubernetes-v3')]);
  const different = [...new Set([...old.keys(), ...young.keys()])].filter((file) => old.get(file) !== young.get(file));
  if (different.length > 0) throw new Error(`the output of OpenAPI v2 and v3 differs:  ${list(different.slice(0, 10))}`);
  process.stdout.write(`kubernetes-v2 and kubernetes-v3: the same but for comments, ${old.size} files\n`);
}

async function listFiles(folder) {
  const { readdir } = await import('node:fs/promises');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

async function matrix(names) {
  if (!existsSync(path.join(root, 'dist/generator/index.js'))) throw new Error('dist/ does not exist (run npm run build first)');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await writeFile(path.join(work, 'package.json'), '{ "type": "module" }\n');
  await cp(path.join(root, 'fixtures/golden'), path.join(work, 'golden'), { recursive: true });
  const chosen = (name) => names.length === 0 || names.includes(name);
  const compiled = chosen('golden') ? ['golden'] : [];
  if (existsSync(shared)) {
    for (const [name, args] of Object.entries(cases)) {
      if (!chosen(name)) continue;
      generateCase(name, args);
      compiled.push(name);
    }
    if (chosen('kubernetes-v2') && chosen('kubernetes-v3')) await compareDocuments();
  } else {
    process.stdout.write(`skipped: the CRDs and OpenAPI documents, since ${path.relative(root, shared)} is absent\n`);
  }
  let errors = 0;
  for (const name of compiled) for (const compiler of compilers) errors += await compileCase(name, compiler);
  if (errors > 0) throw new Error(`${errors} errors in generated code`);
}

await main(async () => {
  const [first, folder, ...args] = process.argv.slice(2);
  if (first === '--generate') await generateInto(folder, args);
  else await matrix(process.argv.slice(2));
});
