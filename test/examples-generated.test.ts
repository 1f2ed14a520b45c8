/**
 * The clients that the examples commit are what the generator makes of their inputs now.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { generate, type GenerateOptions } from 'kube-client-gen';

const examples = path.resolve(import.meta.dirname, '../examples');

test.each<[string, GenerateOptions]>([
  [
    'rediscluster',
    {
      crd: [path.join(examples, 'rediscluster/crd.yaml')],
      kubernetes: 'v1.36',
      include: ['cache.example.com', 'apps/v1/StatefulSet'],
    },
  ],
  ['pod-watcher', { kubernetes: 'v1.36', include: ['core/v1/Pod'] }],
])('%s', async (example, options) => {
  const { files } = await generate(options);
  for (const { path: file, contents } of files) {
    const committed = await readFile(path.join(examples, example, 'generated', file), 'utf8');
    expect({ file, contents: committed }).toEqual({ file, contents });
  }
});
