/**
 * The CustomResourceDefinitions of real projects on both servers. Both must accept the same definitions, objects that were
 * created from their schemas, and refuse the same objects with one mistake, for the same fields.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, type JsonObject } from '../../testing/src/json/json.js';
import { newSeededRandom } from '../faults/random.js';
import { lineOf } from '../suites/support/changes.js';
import type { Client, Reply } from '../suites/support/client.js';
import { verdictOf } from '../suites/support/verdict.js';
import { definitionFiles, definitionsIn, readDefinition, type Definition, type ServedVersion } from './support/definitions.js';
import { mutantsOf, type Mutant } from './support/mutations.js';
import { sampleOf } from './support/sample.js';
import { namespace, useServers } from './support/servers.js';

const servers = useServers();
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const seed = Number(process.env['CONFORMANCE_SEED'] ?? 1);
const mostTries = 12;
const servedWithinMs = 240_000;
let asked = 0;
const impossible: string[] = [];

afterAll(() => {
  process.stderr.write(
    `${asked.toLocaleString('en')} objects were sent to both servers; CONFORMANCE_SEED=${seed} makes the same ones again\n`,
  );
  if (impossible.length > 0) process.stderr.write(`both refuse every object that was made for ${impossible.join(', ')}\n`);
});

/** Installs a definition. Resolves when its versions are served. */
async function install(client: Client, { document, group, plural, versions }: Definition): Promise<void> {
  await client.must('POST', definitions, document);
  const deadline = Date.now() + servedWithinMs;
  for (const { name } of versions) {
    // A real server answers 503 until it serves a new group.
    while ((await client.get(`/apis/${group}/${name}/${plural}?limit=1`)).status !== 200) {
      if (Date.now() > deadline) throw new Error(`${plural}.${group} is not served after ${servedWithinMs} ms`);
      await sleep(200);
    }
  }
}

const pathOf = ({ group, plural, namespaced }: Definition, version: string): string =>
  `/apis/${group}/${version}/${namespaced ? `namespaces/${namespace}/` : ''}${plural}`;

/** Returns an object that the embedded server accepts, if one was found, and the other attempts. */
async function drawn(definition: Definition, version: ServedVersion): Promise<{ valid?: JsonObject; refused: Mutant[] }> {
  const refused: Mutant[] = [];
  for (let attempt = 1; attempt <= mostTries; attempt++) {
    const random = newSeededRandom(seed).fork(`${definition.name} ${version.name} ${attempt}`);
    const value = sampleOf({ ...version.schema, type: 'object' }, random);
    if (!isObject(value)) continue;
    const object = {
      ...value,
      apiVersion: `${definition.group}/${version.name}`,
      kind: definition.kind,
      metadata: { name: 'a' },
    };
    const { status } = await servers.embedded.post(`${pathOf(definition, version.name)}?dryRun=All`, object);
    if (status === 201) return { valid: object, refused };
    refused.push({ name: `attempt ${attempt}`, object });
  }
  return { refused };
}

/** Returns the verdict of one server on each object, by the names of the objects. */
async function verdicts(client: Client, path: string, objects: readonly Mutant[]): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const { name, object } of objects) found[name] = verdictOf(client, await client.post(path, object));
  return found;
}

/** Expects the same verdicts of both servers. Shows only the differences. */
function expectSame({ real, embedded }: { real: Record<string, unknown>; embedded: Record<string, unknown> }): void {
  const unlike = Object.keys(real).filter((name) => lineOf(real[name]) !== lineOf(embedded[name]));
  const shown = (said: Record<string, unknown>): unknown => Object.fromEntries(unlike.map((name) => [name, said[name]]));
  expect(shown(embedded)).toEqual(shown(real));
}

async function compareVersion(definition: Definition, version: ServedVersion): Promise<void> {
  const { valid, refused } = await drawn(definition, version);
  // Some schemas allow no object, for example because of a bound outside the range of its type.
  if (valid === undefined) impossible.push(`${definition.name} ${version.name}`);
  const random = newSeededRandom(seed).fork(`${definition.name} ${version.name} mutants`);
  const mutants = valid === undefined ? [] : mutantsOf(valid, version.schema, random);
  const whole = valid === undefined ? [] : [{ name: 'valid', object: valid }];
  const objects = [...whole, ...refused.slice(0, valid === undefined ? mostTries : 2), ...mutants];
  const path = `${pathOf(definition, version.name)}?dryRun=All`;
  const strict = mutants.filter(({ name }) => name.startsWith('an unknown field'));
  asked += objects.length + strict.length;
  expectSame(await servers.both((client) => verdicts(client, `${path}&fieldValidation=Ignore`, objects)));
  expectSame(await servers.both((client) => verdicts(client, `${path}&fieldValidation=Strict`, strict)));
}

const files = definitionFiles();
if (files.length === 0) {
  process.stderr.write('skipped: there is no ../shared/data/crds here\n');
  test.skip('the CRDs of real projects are not here', () => {});
}

for (const file of files) {
  test.concurrent(file.name, async () => {
    const send = async (client: Client): Promise<Reply> =>
      client.send('POST', `${definitions}?dryRun=All`, { body: file.text, headers: { 'content-type': 'application/yaml' } });
    const taken = await servers.both(async (client) => verdictOf(client, await send(client)));
    expect(taken.embedded).toEqual(taken.real);
    for (const document of definitionsIn(file)) {
      const definition = readDefinition(document);
      await servers.both((client) => install(client, definition));
      for (const version of definition.versions) await compareVersion(definition, version);
    }
  });
}
