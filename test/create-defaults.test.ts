/** The type of an object to create requires exactly the fields that a server requires and does not set. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startApiServer } from 'kube-client-testing';
import type { Database, DatabaseInput, DatabaseSpecInput } from '../fixtures/golden/defaults/def.example.com/v1/index.js';
import { createClientset, type Clientset } from '../fixtures/golden/defaults/index.js';

const metadata = { name: 'a' };
const least: DatabaseInput = {
  metadata,
  spec: {
    plain: 'x',
    pools: [{ name: 'p' }, { name: 'q', weight: 2 }],
    byName: { a: {}, b: { active: true, deep: [[{}, { z: 'y' }]], other: 1 } },
    again: [{ name: 'r' }],
    tree: null,
  },
};

test('a required field with a default may be absent from an object to create, at any depth', async () => {
  const server = await startApiServer({ crds: [readFileSync(path.join(__dirname, '../fixtures/crds/defaults.yaml'), 'utf8')] });
  const clientset = createClientset(server.restConfig());
  try {
    const database = await clientset.defV1.databases('default').create(least);
    expect(database).toMatchObject({
      mode: 'a',
      spec: {
        replicas: 0,
        pools: [
          { name: 'p', weight: 1 },
          { name: 'q', weight: 2 },
        ],
        storage: { class: 'fast', size: '1Gi' },
        byName: { a: { active: false } },
      },
    });
  } finally {
    clientset.rest.close();
    await server.stop();
  }
});

/** Compiled, never run: each `@ts-expect-error` is a mistake that must not compile. */
export async function compiles(clientset: Clientset, database: Database): Promise<unknown> {
  const databases = clientset.defV1.databases('default');
  await databases.create(database);
  await databases.create({ ...database, metadata });
  await databases.update(database);
  const spec: DatabaseSpecInput = database.spec;
  const replicas: number = database.spec.replicas;
  // @ts-expect-error plain has no default
  await databases.create({ metadata, spec: { pools: [], byName: {} } });
  // @ts-expect-error spec has no default
  await databases.create({ metadata });
  // @ts-expect-error weight is a number
  await databases.create({ metadata, spec: { plain: 'x', pools: [{ name: 'p', weight: 'x' }], byName: {} } });
  // @ts-expect-error wait is no field
  await databases.create({ metadata, spec: { plain: 'x', pools: [{ name: 'p', wait: 1 }], byName: {} } });
  // @ts-expect-error an item needs its name
  await databases.create({ metadata, spec: { plain: 'x', pools: [{}], byName: {} } });
  // @ts-expect-error reads and updates have all fields
  await databases.update({ ...database, spec: { plain: 'x', pools: [], byName: {} } });
  return [spec, replicas];
}
