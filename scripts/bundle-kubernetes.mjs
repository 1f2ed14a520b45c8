/**
 * Makes the document behind `--kubernetes`: the bare facts of a Kubernetes version's OpenAPI v3 (paths, verbs, schemas,
 * constraints, defaults), without its sentences. Schemas that several documents share are written once.
 *
 *   node scripts/bundle-kubernetes.mjs FOLDER_OF_V3_DOCUMENTS VERSION
 *
 * The same documents give the same bytes with the same zlib; a test compares what comes out when it is unpacked.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { brotliCompressSync, constants } from 'node:zlib';

const [folder, version] = process.argv.slice(2);
if (folder === undefined || !/^v\d+\.\d+$/.test(version ?? '')) {
  console.error('usage: node scripts/bundle-kubernetes.mjs FOLDER_OF_V3_DOCUMENTS v1.36');
  process.exit(2);
}

/** Where the values of an object are named by the API and not by OpenAPI, so that `description` is a name like others. */
const namedByTheApi = new Set(['properties', 'schemas', 'paths', 'responses', 'parameters', 'patternProperties', 'definitions']);

/** A copy without descriptions, keys sorted. */
function facts(value, parentKey) {
  if (Array.isArray(value)) return value.map((item) => facts(item, ''));
  if (value === null || typeof value !== 'object') return value;
  const named = namedByTheApi.has(parentKey);
  const out = {};
  for (const key of Object.keys(value).sort()) {
    if (!named && (key === 'description' || key === 'externalDocs')) continue;
    // What stands under a name of the API is OpenAPI's again: `properties: { properties: {…} }`.
    const literal = !named && (key === 'default' || key === 'enum' || key === 'example');
    out[key] = literal ? value[key] : facts(value[key], named ? '' : key);
  }
  return out;
}

const documents = {};
const schemas = {};
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()) {
  const document = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  // Documents without resources (`/version`, `/logs`, the lists of versions) have nothing to generate.
  const paths = Object.keys(document.paths ?? {});
  const resources = paths.filter((name) => /^\/(?:api|apis\/[^/]+)\/[^/]+\/./.test(name));
  const [first] = resources;
  if (first === undefined) continue;
  const { components, ...rest } = facts(document, '');
  const name = first
    .split('/')
    .slice(1, first.startsWith('/api/') ? 3 : 4)
    .join('/');
  // Few differ from document to document (DeleteOptions lists the group versions that it belongs to): those stay where they are.
  const shared = [];
  const own = {};
  for (const [schemaName, schema] of Object.entries(components.schemas)) {
    schemas[schemaName] ??= schema;
    if (JSON.stringify(schemas[schemaName]) === JSON.stringify(schema)) shared.push(schemaName);
    else own[schemaName] = schema;
  }
  documents[name] = { document: { ...rest, components: { ...components, schemas: own } }, shared };
}

const text = JSON.stringify({ kubernetes: version, documents, schemas });
const packed = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
});
const out = path.join(import.meta.dirname, '..', 'generator', 'kubernetes');
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, `${version}.json.br`), packed);
console.log(
  `${version}: ${Object.keys(documents).length} documents, ${Object.keys(schemas).length} schemas, ${text.length} bytes, ${packed.length} packed`,
);
