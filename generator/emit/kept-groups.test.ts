import { readKeptGroups } from './kept-groups.js';

const model = {
  groupVersions: [{ group: 'a.example.com', version: 'v1', accessor: 'aV1', sources: [], types: [], resources: [] }],
};

function keptOf(files: Record<string, string>): ReturnType<typeof readKeptGroups> {
  return readKeptGroups((file) => Promise.resolve(files[file]), model);
}

test('a group of an earlier output is kept if its code is there, and the new output has neither its folder nor its accessor', async () => {
  const root = [
    "export * from './clientset.js';",
    "export * as aV1 from './a.example.com/v1/index.js';",
    "export * as aV1 from './other.example.com/v1/index.js';",
    "export * as bV1 from './b.example.com/v1/index.js';",
    "export * as $1V1 from './1.example.com/v1/index';",
    "export * as goneV1 from './gone.example.com/v1/index.js';",
  ].join('\n');
  const code = 'export interface X {}\n\nexport function bV1Client(rest: RESTClient): BV1Client {\n';
  const kept = await keptOf({
    'index.ts': `${root}\n`,
    'a.example.com/v1/index.ts': code,
    'other.example.com/v1/index.ts': code,
    'b.example.com/v1/index.ts': `${code}}\n\nexport function bV1KindInformers(factory: InformerFactory): BV1KindInformers {\n`,
    '1.example.com/v1/index.ts': '',
  });
  expect(kept).toEqual([
    {
      accessor: 'bV1',
      folder: 'b.example.com/v1',
      client: { type: 'BV1Client', value: 'bV1Client' },
      informers: { type: 'BV1KindInformers', value: 'bV1KindInformers' },
    },
    { accessor: '$1V1', folder: '1.example.com/v1', client: undefined, informers: undefined },
  ]);
});

test('without an earlier output, nothing is kept', async () => {
  expect(await keptOf({})).toEqual([]);
});
