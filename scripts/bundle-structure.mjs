/**
 * Creates the table of the structure of built-in kinds for kube-client-testing: the schemas of all kinds in stable versions, and
 * of their parts. Its source is the output of `scripts/bundle-kubernetes.mjs`, so both packages have the same source.
 *
 *   node scripts/bundle-structure.mjs v1.36            writes testing/src/structure/packed.ts
 *   node scripts/bundle-structure.mjs v1.36 --check    checks if the file is up to date
 *
 * The table is a text in a module, which ESM, CommonJS and bundlers can load. A test compares the unpacked content.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const [version, flag] = process.argv.slice(2);
if (!/^v\d+\.\d+$/.test(version ?? '') || (flag !== undefined && flag !== '--check')) {
  console.error('usage: node scripts/bundle-structure.mjs v1.36 [--check]');
  process.exit(2);
}

const root = path.join(import.meta.dirname, '..');
const { schemas } = JSON.parse(
  brotliDecompressSync(readFileSync(path.join(root, 'generator', 'kubernetes', `${version}.json.br`))).toString('utf8'),
);

const kindKey = 'x-kubernetes-group-version-kind';
const listKinds = /List$|^(?:DeleteOptions|WatchEvent|Status|APIGroup|APIVersions|APIResourceList)$/;

/** Returns the kinds of a schema in stable versions, without lists and kinds that belong to every group. */
const kindsOf = (schema) => (schema[kindKey] ?? []).filter(({ kind, version: of }) => /^v\d+$/.test(of) && !listKinds.test(kind));

const reached = new Set();
function reach(value) {
  if (Array.isArray(value)) value.forEach(reach);
  if (value === null || typeof value !== 'object') return;
  const name = typeof value.$ref === 'string' ? value.$ref.split('/').at(-1) : undefined;
  if (name !== undefined && !reached.has(name)) {
    reached.add(name);
    reach(schemas[name]);
  }
  Object.values(value).forEach(reach);
}

for (const [name, schema] of Object.entries(schemas)) if (kindsOf(schema).length > 0) reach({ $ref: `/${name}` });

const kept = Object.fromEntries(
  [...reached].sort().map((name) => {
    const { 'x-kubernetes-unions': _unions, ...schema } = schemas[name];
    return [name, schema];
  }),
);
const text = JSON.stringify({ kubernetes: version, schemas: kept });
const out = path.join(root, 'testing', 'src', 'structure', 'packed.ts');

if (flag === '--check') {
  const present = /'([A-Za-z0-9+/=]+)'/.exec(readFileSync(out, 'utf8'))?.[1] ?? '';
  const same = brotliDecompressSync(Buffer.from(present, 'base64')).toString() === text;
  console.log(
    same
      ? `${version}: up to date`
      : `${version}: testing/src/structure/packed.ts is stale; run node scripts/bundle-structure.mjs ${version}`,
  );
  process.exit(same ? 0 : 1);
}

const packed = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
}).toString('base64');
writeFileSync(
  out,
  `/**
 * The structure of the built-in kinds of Kubernetes ${version}: JSON, brotli, base64. Made by scripts/bundle-structure.mjs; not to be edited.
 */
export const packedStructure: string =
  '${packed}';
`,
);
console.log(`${version}: ${reached.size} schemas, ${text.length} bytes, ${packed.length} packed`);
