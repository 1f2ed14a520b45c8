import path from 'node:path';
import { build } from 'esbuild';
import { inRootOnly, together } from './layers.mjs';

/** @satisfies {import('esbuild').BuildOptions} */
const settings = /** @type {const} */ ({
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  write: false,
  logLevel: 'warning',
});

/**
 * Joins the modules of the built runtime into one file per layer of `layers.mjs`. Some layers share a file, and each module that
 * `import()` loads has its own. Drops code that nothing imports.
 *
 * Importing a subpath loads only its layers. Node needs as long to find a module as to run it. More than half of the import time
 * of a generated client was spent on a hundred small files.
 *
 * `subpaths` are the exported files of package.json. Resolves with the text of each file by its path. All paths are below
 * `folder`.
 */
export async function joinModules(folder, subpaths) {
  const withoutSubpath = inRootOnly.map((layer) => `${layer}/index.js`);
  const { metafile } = await build({
    ...settings,
    absWorkingDir: folder,
    outdir: folder,
    entryPoints: [...subpaths, ...withoutSubpath],
    splitting: true,
    metafile: true,
  });
  const { inputs, outputs } = metafile ?? { inputs: {}, outputs: {} };
  const namesOf = new Map(Object.values(outputs).map(({ entryPoint, exports }) => [entryPoint, exports]));
  const lazy = Object.keys(inputs).filter((module) => namesOf.has(module) && ![...subpaths, ...withoutSubpath].includes(module));
  const groupOf = grouping(inputs, subpaths, lazy);
  const groups = arrange(inputs, groupOf);

  const files = new Map();
  for (const [name, group] of groups) {
    const own = subpaths.filter((subpath) => groupOf(subpath) === name);
    // A layer that is one subpath, and that no other layer needs, shares the file of the subpath.
    group.file = own.length === 1 && group.importers.size === 0 ? own[0] : `chunks/${name}.js`;
    for (const module of [...own, ...withoutSubpath, ...lazy])
      if (groupOf(module) === name) for (const each of namesOf.get(module) ?? []) group.names.add(each);
  }
  const fileOf = (module) => groups.get(groupOf(module)).file;
  for (const [name, group] of groups) {
    const { text, map } = await join(folder, group, (module) => (groupOf(module) === name ? undefined : fileOf(module)));
    for (const other of groups.values())
      for (const each of importedFrom(text, relative(group.file, other.file))) other.names.add(each);
    files.set(group.file, text);
    files.set(`${group.file}.map`, map);
  }

  const parts = [...subpaths, ...withoutSubpath].filter((module) => groupOf(module) !== undefined);
  for (const subpath of subpaths.filter((each) => !files.has(each))) {
    const sources = groupOf(subpath) === undefined ? parts : [subpath];
    files.set(
      subpath,
      passOn(
        subpath,
        namesOf.get(subpath),
        sources.map((source) => ({ file: fileOf(source), names: namesOf.get(source) })),
      ),
    );
  }
  return files;
}

/** Returns the modules that `module` imports statically. */
const importsOf = (inputs, module) =>
  inputs[module].imports.filter((each) => !each.external && each.kind === 'import-statement').map((each) => each.path);

function reachedFrom(inputs, starts) {
  const reached = new Set(starts);
  for (const module of reached) for (const target of importsOf(inputs, module)) reached.add(target);
  return reached;
}

const layerOf = (module) => module.split('/')[0];

/** Whether a module imports a package, directly or through other modules of its layer. */
function needsPackage(inputs, module) {
  return [...reachedFrom(inputs, [module])].some(
    (each) =>
      layerOf(each) === layerOf(module) &&
      inputs[each].imports.some(
        ({ external, kind, path: name }) => external && kind === 'import-statement' && !name.startsWith('node:'),
      ),
  );
}

/**
 * Returns the group of each module. A module that only one lazily loaded module needs belongs to that module's group. All others
 * belong to their layer.
 *
 * The modules of a layer that need a package form a separate group, so that the rest can be imported without loading the package.
 * The root has no group, because it only re-exports.
 */
function grouping(inputs, subpaths, lazy) {
  const eager = reachedFrom(inputs, subpaths);
  const later = lazy.filter((module) => !eager.has(module)).map((module) => ({ module, reached: reachedFrom(inputs, [module]) }));
  return (module) => {
    const [by, ...others] = eager.has(module) ? [] : later.filter(({ reached }) => reached.has(module));
    if (by !== undefined && others.length === 0) return path.posix.basename(by.module, '.js');
    if (!module.includes('/')) return undefined;
    const layer = layerOf(module);
    if (needsPackage(inputs, module)) return `${layer}-and-package`;
    return together.includes(layer) ? 'base' : layer;
  };
}

/** Returns the groups in an order in which each follows all groups that import it. A group exports the names that those need. */
function arrange(inputs, groupOf) {
  const groups = new Map();
  const groupNamed = (name) => {
    if (!groups.has(name)) groups.set(name, { modules: [], importers: new Set(), names: new Set() });
    return groups.get(name);
  };
  for (const module of Object.keys(inputs)) {
    const name = groupOf(module);
    if (name === undefined) continue;
    groupNamed(name).modules.push(module);
    for (const target of importsOf(inputs, module)) if (groupOf(target) !== name) groupNamed(groupOf(target)).importers.add(name);
  }
  const sorted = new Map();
  while (sorted.size < groups.size) {
    const next = [...groups].find(
      ([name, { importers }]) => !sorted.has(name) && [...importers].every((each) => sorted.has(each)),
    );
    if (next === undefined)
      throw new Error(`files import each other: ${[...groups.keys()].filter((name) => !sorted.has(name)).join(', ')}`);
    sorted.set(...next);
  }
  return sorted;
}

const relative = (from, to) => {
  const found = path.posix.relative(path.posix.dirname(from), to);
  return found.startsWith('.') ? found : `./${found}`;
};

/** Returns the joined file of a group. `elsewhere` returns the file of a module of another group. */
async function join(folder, { file, modules, names }, elsewhere) {
  const files = {
    name: 'files',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^group$/ }, () => ({ path: 'group', namespace: 'group', sideEffects: false }));
      onLoad({ filter: /^group$/, namespace: 'group' }, () => ({
        contents: modules.map((module) => `export * from './${module}';`).join('\n'),
        resolveDir: folder,
      }));
      onResolve({ filter: /^\./ }, ({ path: specifier, resolveDir }) => {
        const other = elsewhere(path.relative(folder, path.resolve(resolveDir, specifier)).split(path.sep).join('/'));
        return other === undefined ? undefined : { path: relative(file, other), external: true, sideEffects: false };
      });
    },
  };
  const { outputFiles } = await build({
    ...settings,
    absWorkingDir: folder,
    outfile: path.join(folder, file),
    sourcemap: 'linked',
    sourcesContent: false,
    stdin: { contents: `export { ${[...names].sort().join(', ')} } from 'group';`, resolveDir: folder },
    plugins: [files],
  });
  const text = outputFiles?.find((output) => output.path.endsWith('.js'))?.text;
  const map = outputFiles?.find((output) => output.path.endsWith('.js.map'))?.text;
  if (text === undefined || map === undefined) throw new Error(`esbuild returned no output for ${file}`);
  return { text, map };
}

/** Returns the names that a file of esbuild's output imports from another file. */
function importedFrom(text, specifier) {
  const imports = [...text.matchAll(/^(?:import|export) ([^;"]*) from "([^"]*)";$/gm)].filter(([, , from]) => from === specifier);
  return imports.flatMap(([statement, list]) => {
    if (list.includes('*')) throw new Error(`layers must import each other's modules by name, not as ${statement}`);
    return list
      .replace(/[{}]/g, '')
      .split(',')
      .map((item) => item.trim().split(' as ')[0]);
  });
}

/** Returns the file of a subpath that re-exports code of other files. */
function passOn(subpath, names, sources) {
  const left = new Set(names);
  const byFile = new Map();
  for (const { file, names: offered } of sources) {
    for (const name of offered) if (left.delete(name)) byFile.set(file, [...(byFile.get(file) ?? []), name]);
  }
  if (left.size > 0) throw new Error(`${subpath} exports ${[...left].join(', ')}, which no other subpath exports`);
  return [...byFile].map(([file, list]) => `export {\n  ${list.join(',\n  ')}\n} from "${relative(subpath, file)}";\n`).join('');
}
