import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundledVersions, loadKubernetes } from './kubernetes.js';
import { isObject } from './recognise.js';

const shared = path.join(import.meta.dirname, '../../../shared/data/openapi-v1.36/v3');

test('a version may be written in several ways', async () => {
  expect(await bundledVersions()).toContain('v1.36');
  const wanted = (await loadKubernetes('v1.36')).length;
  for (const version of ['1.36', 'v1.36.3', true] as const) expect(await loadKubernetes(version)).toHaveLength(wanted);
});

test.each(['1.2', 'v9.9.9', 'latest', '../../../etc/passwd'])('%s is refused', async (version) => {
  await expect(loadKubernetes(version)).rejects.toThrow(/is not bundled|is no version/);
});

/** A document without its sentences: what is left has to be in the bundle. */
function facts(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => facts(item, false));
  if (!isObject(value)) return value;
  const inside = new Set(['properties', 'schemas', 'paths', 'responses']);
  const entries = Object.entries(value).filter(([key, item]) => names || !(key === 'description' && typeof item === 'string'));
  return Object.fromEntries(entries.map(([key, item]) => [key, facts(item, !names && inside.has(key))]));
}

test('the bundle says all that the documents say but their sentences', async () => {
  if (!existsSync(shared)) {
    process.stdout.write('skipped: there is no ../shared/data/openapi-v1.36 here\n');
    return;
  }
  const documents = await loadKubernetes('v1.36');
  const byFirstPath = new Map(documents.map(({ value }) => [Object.keys((value as { paths: object }).paths)[0], value]));
  let compared = 0;
  for (const file of readdirSync(shared)) {
    const value = JSON.parse(readFileSync(path.join(shared, file), 'utf8')) as { paths: object };
    const bundled = byFirstPath.get(Object.keys(value.paths).sort()[0]);
    if (bundled === undefined) {
      // Lists of versions, `/version` and `/logs`: there are no resources in them.
      expect(file).toMatch(/^(?:api|apis|apis__[^_]+|logs|version|openid__v1__jwks)_openapi\.json$/);
      continue;
    }
    compared++;
    expect(bundled).toEqual(facts(value, false));
  }
  expect(compared).toBe(documents.length);
});
