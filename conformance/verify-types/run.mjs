/**
 * Compares the generated types with their input, through the compiler and without the generator's code: `node
 * conformance/verify-types/run.mjs [--crd PATH]... [--openapi PATH]... [--fuzz COUNT] [--seed NUMBER] [--most COUNT]`.
 *
 * Without arguments, uses the fixtures, random CRDs, and the shared CRDs and OpenAPI documents if they exist. `--write DIR` only
 * writes the random CRDs. `--against DIR` checks existing output instead of generating. `--most` limits the number of printed
 * faults. Ends with exit code 1 if there is a fault.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { verifyCrd } from './crd.mjs';
import { randomCrds } from './fuzz.mjs';
import { filesOfApi, readApi, verifyApi } from './openapi.mjs';
import { openOutput } from './output.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const shared = path.resolve(root, '../shared/data');
const work = path.join(root, '.cache/verify-types');

const { values: args } = parseArgs({
  options: {
    crd: { type: 'string', multiple: true, default: [] },
    openapi: { type: 'string', multiple: true, default: [] },
    fuzz: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    write: { type: 'string' },
    against: { type: 'string' },
    most: { type: 'string', default: '40' },
  },
});

/** The number of groups per program. All groups at once would take gigabytes. */
const groupsAtOnce = 60;

function listFiles(place) {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** Returns the values of a file with the generator's YAML reader, which this check does not test. */
async function readValues(file) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.json')) return [JSON.parse(text)];
  const { parseText } = await import('../../dist/generator/load/yaml/parse.js');
  return parseText(text).documents.map(({ value }) => value);
}

async function readCrds(places) {
  const crds = new Map();
  const add = (value) => {
    if (value?.kind === 'CustomResourceDefinition') crds.set(value.metadata.name, value);
    else for (const item of value?.items ?? []) add(item);
  };
  for (const file of places.flatMap(listFiles)) for (const value of await readValues(file)) add(value);
  return [...crds.values()];
}

async function generateInto(folder, inputs) {
  const { generate } = await import('../../dist/generator/index.js');
  const { files } = await generate(inputs);
  rmSync(folder, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.contents);
  }
}

function verifyCrds(folder, crds) {
  const faults = [];
  let count = 0;
  const byGroup = new Map();
  for (const crd of crds) byGroup.set(crd.spec.group, [...(byGroup.get(crd.spec.group) ?? []), crd]);
  const groups = [...byGroup.keys()].sort();
  for (let at = 0; at < groups.length; at += groupsAtOnce) {
    const now = groups.slice(at, at + groupsAtOnce);
    const files = ['clientset.ts', 'informers.ts'];
    for (const group of now) {
      for (const crd of byGroup.get(group)) {
        for (const { name } of crd.spec.versions) {
          for (const part of ['types', 'apply', 'index']) {
            const file = `${group}/${name}/${part}.ts`;
            if (existsSync(path.join(folder, file))) files.push(file);
          }
        }
      }
    }
    const output = openOutput(folder, [...new Set(files)]);
    for (const group of now) {
      for (const crd of byGroup.get(group))
        verifyCrd(
          output,
          crd,
          (where, what) => faults.push(`${where} ${what}`),
          () => count++,
        );
    }
  }
  return { faults, count };
}

let failed = false;
function tell(name, { faults, count }) {
  process.stdout.write(`${name}: ${count} places, ${faults.length} faults\n`);
  for (const fault of faults.slice(0, Number(args.most))) process.stdout.write(`  ${fault}\n`);
  failed ||= faults.length > 0 || count === 0;
}

async function verify(name, places) {
  const crds = await readCrds(places);
  const folder = args.against ?? path.join(work, name);
  if (args.against === undefined) await generateInto(folder, { crd: places });
  tell(name, verifyCrds(folder, crds));
}

async function verifyDocuments(name, place) {
  const folder = args.against ?? path.join(work, name);
  if (args.against === undefined) await generateInto(folder, { openapi: [place] });
  const api = readApi(listFiles(place).map((file) => JSON.parse(readFileSync(file, 'utf8'))));
  const files = filesOfApi(api, (file) => existsSync(path.join(folder, file)));
  const output = openOutput(folder, files);
  const faults = [];
  let count = 0;
  verifyApi(
    output,
    api,
    (where, what) => faults.push(`${where} ${what}`),
    () => count++,
  );
  const subresources = [...api.resources.values()].flatMap((resource) => [...resource.subresources.keys()]);
  process.stdout.write(
    `${name}: ${api.definitions.size} definitions, ${api.resources.size} resources, ${subresources.length} subresources\n`,
  );
  tell(name, { faults, count });
}

function writeRandom(folder) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `fuzz-${args.seed}.json`);
  writeFileSync(
    file,
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: randomCrds(Number(args.seed), Number(args.fuzz)) }),
  );
  return file;
}

if (args.write !== undefined) writeRandom(args.write);
else {
  const chosen = args.crd.length > 0 || args.openapi.length > 0 || Number(args.fuzz) > 0;
  if (!chosen) {
    args.fuzz = '400';
    for (const name of ['everything', 'clashes', 'hostile', 'rediscluster']) {
      await verify(name, [path.join(root, `fixtures/crds/${name}.yaml`)]);
    }
    if (existsSync(shared)) {
      await verify('crds', [path.join(shared, 'crds')]);
      for (const name of ['swagger.json', 'v3']) await verifyDocuments(name, path.join(shared, 'openapi-v1.36', name));
    } else {
      process.stdout.write(`skipped: the CRDs and OpenAPI documents, since ${path.relative(root, shared)} is absent\n`);
    }
  }
  if (args.crd.length > 0) await verify('crds', args.crd);
  for (const place of args.openapi) await verifyDocuments(path.basename(place), place);
  if (Number(args.fuzz) > 0) await verify('fuzz', [writeRandom(work)]);
}
if (failed) process.exitCode = 1;
