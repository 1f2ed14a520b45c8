import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { run } from '../../scripts/lib/run.mjs';
import { measureInTurn } from '../measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** The programs to bundle: small parts of a generated client. */
const bundles = {
  'one CRD, REST layer': `
    import { createClientset } from './redis/index.js';
    import { createRESTClient } from 'kube-client-runtime/rest';
    console.log(createClientset(createRESTClient({ host: 'https://localhost' })));`,
  'one CRD, with informer and queue': `
    import { createClientset, createSharedInformerFactory } from './redis/index.js';
    import { createRESTClient } from 'kube-client-runtime/rest';
    import { newRateLimitingQueue } from 'kube-client-runtime/workqueue';
    const rest = createRESTClient({ host: 'https://localhost' });
    console.log(createSharedInformerFactory(createClientset(rest)), newRateLimitingQueue());`,
};

/**
 * Generates the clientsets of Kubernetes and of one CRD, and measures their cost: the time and the memory of an import as a
 * complete process, and the size of a minified bundle. The size includes all dependencies and lazily loaded parts.
 */
export async function benchSizes({ runs, log }) {
  await mkdir(path.join(root, '.cache/bench'), { recursive: true });
  const folder = await mkdtemp(path.join(root, '.cache/bench/sizes-'));
  try {
    const generate = (args, out) =>
      run(process.execPath, [
        path.join(root, 'bin/kube-client-gen.js'),
        'generate',
        '--quiet',
        ...args,
        '--out',
        path.join(folder, out),
      ]);
    await generate(['--kubernetes', 'v1.36'], 'kubernetes');
    await generate(['--crd', path.join(root, 'examples/rediscluster/crd.yaml')], 'redis');
    for (const out of ['kubernetes', 'redis']) await toJavaScript(path.join(folder, out));
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    return { imports: await imports(folder, runs, log), bundles: await bundleSizes(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function toJavaScript(folder) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { code } = await transform(await readFile(file, 'utf8'), { loader: 'ts', format: 'esm', target: 'node20' });
    await writeFile(file.replace(/\.ts$/, '.js'), code);
  }
}

async function imports(folder, runs, log) {
  const programs = {
    nothing: '',
    'one CRD': "await import('./redis/index.js');",
    Kubernetes: "await import('./kubernetes/index.js');",
    // Run in the folder where the peers are installed.
    'client-node': `await import(${JSON.stringify(path.join(root, 'bench/node_modules/@kubernetes/client-node/dist/index.js'))});`,
  };
  const commands = [];
  for (const [name, text] of Object.entries(programs)) {
    const script = path.join(folder, `import-${commands.length}.mjs`);
    await writeFile(script, text);
    commands.push({ name, script, args: [] });
  }
  const results = await measureInTurn(commands, {
    runs,
    onRun: ({ name }, seconds) => log(`import ${name}: ${(seconds * 1000).toFixed(0)} ms`),
  });
  return Object.fromEntries(results.map((result) => [result.name, result]));
}

async function bundleSizes(folder) {
  const sizes = {};
  for (const [name, text] of Object.entries(bundles)) {
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: folder, sourcefile: 'entry.js' },
      bundle: true,
      minify: true,
      write: false,
      splitting: true,
      outdir: folder,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
    const bytes = (files) => files.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
    // The code that is loaded immediately, and all code that may be loaded later.
    sizes[name] = {
      entry: bytes(outputFiles.filter((file) => path.basename(file.path) === 'stdin.js')),
      all: bytes(outputFiles),
    };
  }
  return sizes;
}
