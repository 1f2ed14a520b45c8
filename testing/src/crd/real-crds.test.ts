import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isStatusError } from 'kube-client-runtime/errors';
import { startApiServer } from '../index.js';

/** Every fifth CRD, since reading the YAML of all of them takes 20 s. `npm run all` sets the variable and installs all. */
const step = process.env['ALL_CASES'] === '1' ? 1 : 5;
const folder = path.resolve(__dirname, '../../../../shared/data/crds');

function files(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((project) => readdirSync(path.join(folder, project)).map((name) => path.join(folder, project, name)))
    .sort()
    .filter((_file, index) => index % step === 0);
}

test('the CRDs of real projects install and are served', async () => {
  const all = files();
  if (all.length === 0) {
    process.stdout.write('skipped: the CRDs of real projects are absent\n');
    return;
  }
  const server = await startApiServer();
  const refused: string[] = [];
  for (const file of all) {
    try {
      server.installCrds(readFileSync(file, 'utf8'));
    } catch (error) {
      if (isStatusError(error)) refused.push(`${path.basename(file)}: ${error.message.slice(0, 300)}`);
      else throw error;
    }
  }
  const list = (await (await fetch(`${server.url}/apis/apiextensions.k8s.io/v1/customresourcedefinitions`)).json()) as {
    items: { metadata: { name: string }; status: { conditions: { type: string; status: string }[] } }[];
  };
  const established = list.items.filter((crd) =>
    crd.status.conditions.some((c) => c.type === 'Established' && c.status === 'True'),
  );
  await server.stop();
  expect(refused).toEqual([]);
  expect(established.map((crd) => crd.metadata.name)).toHaveLength(all.length);
});
