/** Each module costs about 0.5 ms of startup. A program loads one module per group version, through every import path. */
import path from 'node:path';
import { transform } from '@swc/core';
import { generate, type GeneratedFile } from 'kube-client-gen';

let modules: ReadonlyMap<string, string>;
beforeAll(async () => {
  const { files } = await generate({ kubernetes: 'v1.36' });
  modules = new Map(await Promise.all(files.map(toJavaScript)));
});

async function toJavaScript({ path: file, contents }: GeneratedFile): Promise<[string, string]> {
  const { code } = await transform(contents, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  return [file.replace(/\.ts$/, '.js'), code];
}

/** Returns all modules that a module loads, including itself. */
function loadedWith(module: string, loaded = new Set<string>()): Set<string> {
  const code = modules.get(module);
  if (code === undefined) throw new Error(`there is no ${module}`);
  loaded.add(module);
  for (const [, specifier = ''] of code.matchAll(/\bfrom ['"](\..*?)['"]/g)) {
    const next = path.posix.join(path.posix.dirname(module), specifier);
    if (!loaded.has(next)) loadedWith(next, loaded);
  }
  return loaded;
}

/** The root files, and the module of each group version. */
function isCode(module: string): boolean {
  return !module.includes('/') || module.endsWith('/index.js');
}

test('the root index loads one module of each group version, and nothing else below the root', () => {
  const all = [...modules.keys()].filter(isCode);
  expect(all.length).toBeGreaterThan(35);
  expect([...loadedWith('index.js')].sort()).toEqual(all.sort());
});

test('a file of a group version loads the module with its code, and of other groups at most theirs', () => {
  for (const module of modules.keys()) {
    const extra = [...loadedWith(module)].filter((loaded) => loaded !== module && !isCode(loaded));
    expect({ module, extra }).toEqual({ module, extra: [] });
  }
});
