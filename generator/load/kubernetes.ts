import { readdir, readFile } from 'node:fs/promises';
import { brotliDecompressSync } from 'node:zlib';
import type { LoadedDocument } from './document.js';
import { InputError } from './input-error.js';
import { isObject } from './recognise.js';

/** The folder of the bundled documents. The sources and the built package have it at the same place. */
const folder = new URL('../kubernetes/', import.meta.url);

/** Returns the bundled versions, such as `v1.36`, oldest first. */
export async function bundledVersions(): Promise<string[]> {
  const names = await readdir(folder);
  const versions = names.flatMap((name) => /^(v\d+\.\d+)\.json\.br$/.exec(name)?.[1] ?? []);
  return versions.sort((a, b) => minor(a) - minor(b));
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

/**
 * Returns the built-in API of a Kubernetes version as OpenAPI v3 documents without descriptions, one for each group version.
 * `version` may omit the `v`, and may name a patch release. True selects the newest version.
 *
 * Throws an InputError for a version that is not bundled.
 */
export async function loadKubernetes(version: string | true): Promise<LoadedDocument[]> {
  const chosen = await chooseVersion(version);
  const packed = await readFile(new URL(`${chosen}.json.br`, folder));
  const bundle: unknown = JSON.parse(brotliDecompressSync(packed).toString());
  return unpack(bundle, `kubernetes ${chosen}`);
}

/** Returns the bundled version that a text names, such as `v1.36`. Throws an InputError for any other. */
export async function chooseVersion(version: string | true): Promise<string> {
  const versions = await bundledVersions();
  if (version === true || version === '') return versions.at(-1) ?? '';
  const match = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(version);
  if (match?.[1] === undefined) throw new InputError('is no version of Kubernetes', 'write it like v1.36');
  const chosen = `v${match[1]}`;
  if (versions.includes(chosen)) return chosen;
  const others = 'or use --from-cluster or --openapi';
  throw new InputError('is not bundled with this version of the tool', `bundled: ${versions.join(', ')}; ${others}`);
}

/** The documents of a bundle as `scripts/bundle-kubernetes.mjs` wrote it. */
function unpack(bundle: unknown, name: string): LoadedDocument[] {
  if (!isObject(bundle) || !isObject(bundle['documents']) || !isObject(bundle['schemas'])) throw broken(name);
  const { documents, schemas } = bundle;
  return Object.values(documents).map((entry, index) => {
    if (!isObject(entry) || !isObject(entry['document']) || !Array.isArray(entry['shared'])) throw broken(name);
    const { document, shared } = entry;
    const { components } = document;
    if (!isObject(components) || !isObject(components['schemas'])) throw broken(name);
    const all: Record<string, unknown> = { ...components['schemas'] };
    for (const schema of shared) if (typeof schema === 'string') all[schema] = schemas[schema];
    return {
      kind: 'openapi-v3',
      origin: { name, index, root: [], position: () => undefined },
      value: { ...document, components: { ...components, schemas: all } },
    };
  });
}

function broken(name: string): Error {
  return new Error(`the bundled document of ${name} is not what scripts/bundle-kubernetes.mjs writes`);
}
