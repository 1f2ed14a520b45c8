/**
 * Creates the document of `--kubernetes`: the facts of a Kubernetes version's OpenAPI v3 (paths, verbs, schemas, constraints,
 * defaults), without descriptions. Schemas that several documents share are written once.
 *
 *   node scripts/bundle-kubernetes.mjs FOLDER_OF_V3_DOCUMENTS VERSION
 *
 * The same documents and the same zlib give the same bytes. A test compares the unpacked content.
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

/** The keys below which the API defines the names. There, `description` is an ordinary name. */
const namedByTheApi = new Set(['properties', 'schemas', 'paths', 'responses', 'parameters', 'patternProperties', 'definitions']);

/** Returns a copy without descriptions, with sorted keys. */
function facts(value, parentKey) {
  if (Array.isArray(value)) return value.map((item) => facts(item, ''));
  if (value === null || typeof value !== 'object') return value;
  const named = namedByTheApi.has(parentKey);
  const out = {};
  for (const key of Object.keys(value).sort()) {
    if (!named && (key === 'description' || key === 'externalDocs')) continue;
    // Below a name of the API, OpenAPI defines the names again: `properties: { properties: {…} }`.
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
  // Skip documents without resources (`/version`, `/logs`, the lists of versions).
  const paths = Object.keys(document.paths ?? {});
  const resources = paths.filter((name) => /^\/(?:api|apis\/[^/]+)\/[^/]+\/./.test(name));
  const [first] = resources;
  if (first === undefined) continue;
  const { components, ...rest } = facts(document, '');
  const name = first
    .split('/')
    .slice(1, first.startsWith('/api/') ? 3 : 4)
    .join('/');
  // Keep the few schemas that differ between documents where they are: DeleteOptions lists its group versions.
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
