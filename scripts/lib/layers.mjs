import path from 'node:path';

/**
 * The allowed imports between folders. A folder may always import itself. All other imports are errors, so a new folder needs an
 * entry.
 */
const leaves = ['util', 'meta', 'errors', 'labels', 'fields', 'quantity', 'wire'];
/** The folders that each folder may import, by package. */
export const layers = {
  'runtime/src': {
    util: [],
    meta: ['util'],
    errors: ['util', 'meta'],
    // Parses responses. It is not a subpath.
    wire: ['errors', 'util'],
    labels: ['util', 'meta', 'errors'],
    fields: ['util', 'meta', 'errors'],
    quantity: ['util'],
    wait: ['util'],
    retry: ['util', 'errors', 'wait'],
    patch: leaves,
    rest: [...leaves],
    config: [...leaves, 'rest'],
    watch: [...leaves, 'rest'],
    discovery: [...leaves, 'rest'],
    client: [...leaves, 'rest', 'watch', 'patch', 'cache', 'discovery', 'streams'],
    dynamic: [...leaves, 'rest', 'patch', 'cache', 'client'],
    metadata: [...leaves, 'rest', 'patch', 'cache', 'client'],
    scale: [...leaves, 'rest', 'patch', 'client', 'discovery'],
    streams: [...leaves, 'rest'],
    workqueue: ['util'],
    record: [...leaves, 'rest', 'patch', 'client'],
    cache: leaves,
    leaderelection: [...leaves, 'rest', 'client', 'wait'],
    controller: [...leaves, 'rest', 'patch', 'client', 'cache', 'workqueue', 'leaderelection', 'record'],
    // Helpers for the other packages of this repository.
    internal: ['util'],
    codegen: [...leaves, 'rest', 'watch', 'patch', 'client', 'cache', 'discovery', 'streams'],
  },
  'testing/src': {
    json: [],
    status: [],
    faults: [],
    storage: ['json'],
    // `structured` is server-side apply on values of any type, `structure` the types of built-in kinds, `managed` who owns what.
    structured: ['json'],
    structure: ['json', 'structured'],
    managed: ['json', 'structured'],
    resources: ['json', 'structure', 'structured'],
    schema: ['json'],
    handlers: ['json', 'status', 'storage', 'structured', 'structure', 'managed', 'resources'],
    discovery: ['json', 'resources', 'handlers'],
    openapi: ['json', 'resources', 'structure', 'handlers'],
    crd: ['json', 'resources', 'schema', 'handlers'],
    controllers: ['json', 'resources', 'handlers'],
    http: ['json', 'faults', 'handlers'],
    server: [
      'json',
      'status',
      'storage',
      'resources',
      'faults',
      'handlers',
      'discovery',
      'openapi',
      'crd',
      'controllers',
      'http',
    ],
    '.': ['json', 'faults', 'server'],
    testdata: ['.'],
  },
  generator: {
    model: [],
    naming: ['model'],
    load: ['model'],
    analyze: ['model', 'naming', 'load'],
    emit: ['model', 'naming'],
    write: ['model'],
    cli: ['load', 'model', 'analyze', 'naming', 'emit', 'write', '.'],
    '.': ['load', 'model', 'analyze', 'naming', 'emit', 'write'],
  },
};

/**
 * The allowed imports between the folders inside a folder of the runtime. A dot means the folder's own files, which may import
 * all of its folders.
 */
const inner = {
  cache: { store: [], reflector: ['store'], informer: ['store', 'reflector'] },
  rest: { request: ['.'], http: ['.', 'request', 'auth'], auth: ['.', 'request', 'http'] },
};

/**
 * The layers that share one file of the ESM build. They are small, and every client loads all of them. Another file would take
 * longer to find than to read.
 */
export const together = ['meta', 'errors', 'labels', 'fields', 'wire'];

/** The layers without a subpath. The root exports the names that users need from them. */
export const inRootOnly = ['util'];

/** Returns the area of a file, its folder in the area and the folder inside that one, or undefined for files outside the table. */
function locate(file) {
  for (const area of Object.keys(layers)) {
    const at = file.split(path.sep).join('/').lastIndexOf(`/${area}/`);
    if (at < 0) continue;
    const inside = file.slice(at + area.length + 2).split(path.sep);
    return { area, folder: inside.length > 1 ? inside[0] : '.', inner: inside.length > 2 ? inside[1] : '.' };
  }
  return undefined;
}

/** An ESLint rule that allows only the relative imports of `layers`. */
export const layering = {
  meta: { type: 'problem', schema: [], messages: { up: '{{from}} may not import {{to}} (see scripts/lib/layers.mjs)' } },
  create(context) {
    const here = locate(context.filename);
    if (!here || context.filename.endsWith('.test.ts')) return {};
    if (here.area === 'runtime/src' && here.folder === '.') return {};
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string' || !source.startsWith('.')) return;
      const there = locate(path.resolve(path.dirname(context.filename), source));
      if (!there || there.area !== here.area) return;
      if (there.folder === here.folder) {
        const allowed = here.area === 'runtime/src' ? inner[here.folder]?.[here.inner] : undefined;
        if (allowed === undefined || there.inner === here.inner || allowed.includes(there.inner)) return;
        context.report({
          node,
          messageId: 'up',
          data: { from: `${here.folder}/${here.inner}`, to: `${there.folder}/${there.inner}` },
        });
      } else if (!layers[here.area][here.folder]?.includes(there.folder)) {
        context.report({ node, messageId: 'up', data: { from: here.folder, to: there.folder } });
      }
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};
