import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';

const root = path.resolve(import.meta.dirname, '..');
/** In the repository, so that the packages are found; ignored by git. */
const cache = path.join(root, '.cache');
const fixture = path.join(root, 'fixtures/type-messages');
const compilers = { '5.9': 'typescript-5.9', '7.0': 'typescript-7' };

/** A mistake: its title, the words that its message must contain, and the range of its lines. */
interface Mistake {
  readonly title: string;
  readonly words: string;
  readonly code: string;
  readonly from: number;
  readonly to: number;
}

let folder: string;
beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, 'type-messages-'));
  const crd = ['examples/rediscluster/crd.yaml', 'fixtures/crds/core-parts.yaml'].map((file) => path.join(root, file));
  const { files } = await generate({ crd, kubernetes: 'v1.36', include: ['core/v1', 'cache.example.com', 'parts.example.com'] });
  for (const file of files) {
    const target = path.join(folder, 'generated', file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  await cp(path.join(fixture, 'mistakes.ts'), path.join(folder, 'mistakes.ts'));
  const paths = {
    'kube-client-runtime': ['../../runtime/src/index.ts'],
    'kube-client-runtime/codegen/v1': ['../../runtime/src/codegen/v1/index.ts'],
    'kube-client-runtime/*': ['../../runtime/src/*/index.ts'],
  };
  const compilerOptions = { noEmit: true, skipLibCheck: true, types: ['node'], paths };
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['mistakes.ts'] };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function readMistakes(text: string): Mistake[] {
  const lines = text.split('\n');
  const titles = lines.flatMap((line, index) => (line.startsWith('// ') ? [index] : []));
  return titles.map((at, index) => {
    const to = titles[index + 1] ?? lines.length;
    const [title = '', words = ''] = (lines[at] ?? '').slice('// '.length).split(': ');
    const code = lines
      .slice(at + 1, to)
      .join('\n')
      .trim();
    return { title, words, code, from: at + 1, to };
  });
}

/** Compiles the mistakes. Returns the messages by their line. Each begins with the word that the compiler marks. */
function messagesOf(compiler: string, source: readonly string[]): { line: number; text: string }[] {
  const tsc = path.join(root, 'node_modules', compiler, 'bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8', cwd: folder });
  const messages: { line: number; text: string }[] = [];
  for (const line of stdout.split('\n').filter((each) => each !== '')) {
    const match = /^mistakes\.ts\((\d+),(\d+)\): error (.*)$/.exec(line);
    const last = messages.at(-1);
    if (match !== null) {
      const [, row, column, message = ''] = match;
      const marked = /^\w*/.exec((source[Number(row) - 1] ?? '').slice(Number(column) - 1))?.[0] ?? '';
      messages.push({ line: Number(row), text: `${marked}: ${message}` });
    } else if (line.startsWith(' ') && last !== undefined) last.text += `\n${line}`;
    else throw new Error(`${compiler} reports ${line}`);
  }
  return messages;
}

test('the first two lines of a message name the field, in TypeScript 5.9 and 7.0', async () => {
  const source = await readFile(path.join(fixture, 'mistakes.ts'), 'utf8');
  const mistakes = readMistakes(source);
  expect(mistakes).toHaveLength(20);
  const unnamed: string[] = [];
  const reports = mistakes.map(({ title, code }) => [`## ${title}`, code]);
  for (const [version, compiler] of Object.entries(compilers)) {
    const messages = messagesOf(compiler, source.split('\n'));
    for (const [index, { title, words, from, to }] of mistakes.entries()) {
      const own = messages.filter(({ line }) => line > from && line <= to).map(({ text }) => text);
      reports[index]?.push(`TypeScript ${version}:`, ...own.map((text) => text.replace(/^/gm, '  ')));
      const [beginning = ''] = own.map((text) => text.split('\n').slice(0, 2).join('\n'));
      if (own.length !== 1 || !beginning.includes(words)) unnamed.push(`${version}: ${title}: ${words}`);
    }
  }
  const golden = path.join(fixture, 'messages.txt');
  const text = reports.map((report) => `${report.join('\n')}\n`).join('\n');
  if (process.env['UPDATE_GOLDENS'] === '1') await writeFile(golden, text);
  expect(unnamed).toEqual([]);
  expect(text).toBe(await readFile(golden, 'utf8'));
});
