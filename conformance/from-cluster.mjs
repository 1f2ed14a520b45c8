/**
 * Compares the client that is generated from a live API server with the client from the OpenAPI documents that Kubernetes
 * publishes: `node conformance/from-cluster.mjs`. Ends with exit code 1 if a file differs.
 *
 * The published documents contain all group versions and no enums, so the server starts with the same settings. The second check
 * is that a server with default settings gives the same types, except for enums.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { endOnSignal, loadRealServer } from '../scripts/lib/real-server.mjs';
import { main, node, skipped, step } from '../scripts/lib/run.mjs';

const root = path.join(import.meta.dirname, '..');
const documents = path.join(root, '..', 'shared', 'data', 'openapi-v1.36', 'v3');

/** The settings with which the published documents were created. */
const asPublished = { 'runtime-config': 'api/all=true', 'feature-gates': 'AllAlpha=true,AllBeta=true,OpenAPIEnums=false' };

/** Returns the generated files by path. Throws if the input has an error. */
async function filesFrom(generate, options) {
  const { files, report } = await generate(options);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`the input has errors:  ${JSON.stringify(errors[0])}`);
  return new Map(files.map(({ path: name, contents }) => [name, contents]));
}

/** Returns the names of files that differ or exist on only one side. Prints the first differing lines. */
function differences(live, published, names) {
  return names.filter((name) => {
    const [a, b] = [live.get(name), published.get(name)];
    if (a === b) return false;
    if (a === undefined || b === undefined) {
      process.stdout.write(`${name}: only ${a === undefined ? 'in the documents' : 'on the server'}\n`);
      return true;
    }
    const [left, right] = [a.split('\n'), b.split('\n')];
    const at = left.findIndex((line, index) => line !== right[index]);
    process.stdout.write(`${name}:${at + 1}\n  server     ${left[at] ?? '(ends)'}\n  documents  ${right[at] ?? '(ends)'}\n`);
    return true;
  });
}

/** Returns a document without its enums, and without the additions of their feature to descriptions. */
function withoutEnums(value) {
  if (Array.isArray(value)) return value.map(withoutEnums);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, held]) => !(key === 'enum' && Array.isArray(held)));
  const withoutValues = (held) =>
    String(held)
      .replace(/\s*Possible enum values:[\s\S]*$/, '')
      .trimEnd();
  const cut = ([key, held]) => [key, key === 'description' ? withoutValues(held) : withoutEnums(held)];
  return Object.fromEntries(entries.map(cut));
}

/**
 * Returns the paths and schemas of a document that differ from the published one or are missing there. Compares only the names of
 * paths: media types such as CBOR depend on features. A server without a feature has fewer paths.
 */
function notIn(document, published) {
  const schemas = Object.entries(document.components.schemas);
  return [
    ...schemas.filter(([name, schema]) => !isDeepStrictEqual(schema, published.components.schemas[name])),
    ...Object.entries(document.paths).filter(([name]) => !(name in published.paths)),
  ].map(([name]) => name);
}

/** Returns the OpenAPI documents of a server, by the file names that Kubernetes publishes. */
async function documentsOf(config) {
  const { createRESTClient } = await import('kube-client-runtime/rest');
  const client = createRESTClient(config);
  const get = (url) => {
    const { pathname, searchParams } = new URL(url, config.host);
    return client.request({ method: 'GET', path: pathname, query: [...searchParams], headers: { accept: 'application/json' } });
  };
  try {
    const { paths } = await get('/openapi/v3');
    const entries = Object.entries(paths).filter(([name]) => /^apis?\/.*v\d/.test(name));
    return await Promise.all(
      entries.map(async ([name, { serverRelativeURL }]) => [
        `${name.replaceAll('/', '__')}_openapi.json`,
        await get(serverRelativeURL),
      ]),
    );
  } finally {
    client.close();
  }
}

await main(async () => {
  if (!existsSync(documents)) {
    process.stdout.write('skipped: there is no ../shared/data/openapi-v1.36/v3 to compare with\n');
    process.exitCode = skipped;
    return;
  }
  endOnSignal();
  await step('build the packages', () => node('scripts/build.mjs', 'runtime', 'generator'));
  const { startRealApiServer } = await loadRealServer();
  const { generate } = await import('../dist/generator/index.js');
  const progress = (line) => process.stdout.write(`${line}\n`);
  const withServer = async (flags, use) => {
    const server = await startRealApiServer({ progress, flags });
    try {
      return await use(server);
    } finally {
      await server.stop();
    }
  };
  const published = await filesFrom(generate, { openapi: [documents] });
  let wrong = 0;
  await step('a server with all group versions and without enums gives what the documents give', async () => {
    const files = await withServer(asPublished, (server) =>
      filesFrom(generate, { fromCluster: true, kubeconfig: server.kubeconfigPath }),
    );
    const names = [...new Set([...files.keys(), ...published.keys()])].sort();
    const differ = differences(files, published, names);
    process.stdout.write(`${names.length - differ.length} files are the same, ${differ.length} differ\n`);
    wrong += differ.length;
  });
  await step('a server as users have it says the same of its group versions, and adds enums', async () => {
    const served = await withServer({}, (server) => documentsOf(server.restConfig()));
    for (const [name, document] of served) {
      const known = withoutEnums(JSON.parse(await readFile(path.join(documents, name), 'utf8')));
      const unlike = notIn(withoutEnums(document), known);
      if (unlike.length === 0) continue;
      process.stdout.write(`${name}: ${unlike.join(', ')} differ by more than enums\n`);
      wrong += 1;
    }
    process.stdout.write(`${served.length} documents were compared\n`);
  });
  if (wrong > 0) throw new Error(`${wrong} files or documents differ`);
});
