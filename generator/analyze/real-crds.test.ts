import fs from 'node:fs';
import path from 'node:path';
import { load } from '../load/index.js';
import { at, arrayMember, member } from './json.js';
import { breaches, run } from './testdata/documents.js';

const folder = path.resolve(__dirname, '../../../shared/data/crds');
/** Every fifth project, since reading all of them takes half a minute. `npm run all` sets the variable and reads all. */
const step = process.env['ALL_CASES'] === '1' ? 1 : 5;
const isThere = fs.existsSync(folder);
if (!isThere) process.stdout.write(`skipped: ${folder} is not there\n`);

(isThere ? describe : describe.skip)('all real CRDs in one run', () => {
  test('every served version is a resource, nothing is refused, and no name is used twice', async () => {
    const projects = fs
      .readdirSync(folder)
      .sort()
      .filter((_name, index) => index % step === 0);
    const { documents } = await load({ crd: projects, cwd: folder });
    const analysis = run(documents);
    expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(breaches(analysis)).toEqual([]);

    const served = documents.flatMap(({ value }) =>
      arrayMember(member(value, 'spec'), 'versions')
        .filter((version) => member(version, 'served') === true)
        .map(
          (version) =>
            `${String(at(value, 'spec', 'group'))}/${String(member(version, 'name'))}/${String(at(value, 'spec', 'names', 'kind'))}`,
        ),
    );
    const resources = analysis.model.groupVersions.flatMap(({ group, version, resources: all }) =>
      all.map(({ kind }) => `${group}/${version}/${kind}`),
    );
    expect(documents.length).toBeGreaterThan(400 / step);
    expect(resources.sort()).toEqual(served.sort());
    const shuffled = [...documents].sort((a, b) => (a.origin.name.slice(-20) < b.origin.name.slice(-20) ? 1 : -1));
    expect(JSON.stringify(run(shuffled)) === JSON.stringify(analysis)).toBe(true);
  });
});
