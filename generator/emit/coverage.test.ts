import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { KubeRequest, RESTClient } from 'kube-client-runtime/rest';
import { generate } from '../generate.js';

const swagger = path.resolve(__dirname, '../../../shared/data/openapi-v1.36/swagger.json');

interface Descriptor {
  readonly listKind: string;
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
}
type Methods = Record<string, ((...args: unknown[]) => unknown) | string>;

/** Generates from the document, loads the result, and calls every method of every client; gives what each would send. */
async function requestsOfEveryMethod(folder: string): Promise<Set<string>> {
  const { files } = await generate({ openapi: [swagger] });
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  const sent = new Set<string>();
  /** The kind of the lists of the client that is called. */
  let listKind = '';
  const record = async (request: KubeRequest): Promise<object> => {
    sent.add(`${request.method} ${request.path}`);
    return { metadata: {}, items: [], status: 200, headers: {}, body: new Uint8Array() };
  };
  const stream = async (request: KubeRequest): Promise<object> => ({
    ...(await record(request)),
    body: Readable.from([Buffer.from(JSON.stringify({ kind: listKind, metadata: {}, items: [] }))]),
  });
  const rest = {
    config: { host: 'http://localhost' },
    request: record,
    text: record,
    raw: record,
    stream,
    webSocket: async (request: KubeRequest) => {
      await record(request);
      throw new Error('the server of this test opens no WebSocket');
    },
    close: () => undefined,
  };
  const { createClientset } = (await import(path.join(folder, 'clientset.ts'))) as {
    createClientset: (rest: RESTClient) => object;
  };
  const clientset = createClientset(rest as unknown as RESTClient) as Record<
    string,
    Record<string, (namespace?: string) => Methods>
  >;
  for (const { folder: group, accessor } of groupsOf(files.find((file) => file.path === 'index.ts')?.contents ?? '')) {
    const resources = path.join(folder, group, 'index.ts');
    if (!existsSync(resources)) continue;
    const exports = Object.values((await import(resources)) as Record<string, Partial<Descriptor>>);
    const descriptors = exports.filter((value): value is Descriptor => value.plural !== undefined);
    for (const descriptor of descriptors) {
      ({ listKind } = descriptor);
      const name = Object.keys(clientset[accessor] ?? {}).find((key) => key.toLowerCase() === descriptor.plural) ?? '';
      const open = clientset[accessor]?.[name] ?? (() => ({}));
      await callAll(descriptor.namespaced ? open('{namespace}') : open());
      if (descriptor.namespaced && open.length !== 1) await callAll(open());
    }
  }
  return sent;
}

function groupsOf(index: string): { folder: string; accessor: string }[] {
  return [...index.matchAll(/export \* as (\w+) from '\.\/(.+)\/index\.js';/g)].map(([, accessor = '', folder = '']) => ({
    folder,
    accessor,
  }));
}

/** Calls what a client has, with arguments that fit by their position. */
async function callAll(client: Methods): Promise<void> {
  const object = { metadata: { name: '{name}' } };
  for (const [name, method] of Object.entries(client)) {
    if (typeof method !== 'function' || name === 'iterate' || name === 'watch') continue;
    if (name === 'proxy') {
      for (const verb of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) await method('{name}', { method: verb });
    } else if (/^(exec|attach|portForward)$/.test(name)) {
      await expect(method('{name}', { command: ['true'] })).rejects.toThrow('opens no WebSocket');
    } else if (/^(create|update.*|apply.*|finalize)$/.test(name) && name !== 'updateScale' && name !== 'applyScale') {
      await method(object, { fieldManager: 'me' });
    } else if (name === 'deleteCollection') {
      await method({});
    } else {
      await method('{name}', { type: 'application/merge-patch+json', body: {}, ...object }, { fieldManager: 'me' });
    }
  }
}

/** Returns the requests that the document lists, without those that are equivalent to another one. */
async function requestsOfDocument(): Promise<string[]> {
  const { paths } = JSON.parse(await readFile(swagger, 'utf8')) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([template, item]) => {
    if (!/^\/(api\/v1|apis\/[^/]+\/[^/]+)\/./.test(template) || /\/watch\/|\/\{path\}$/.test(template)) return [];
    const isWebSocket = /\/(exec|attach|portforward)$/.test(template);
    return Object.keys(item)
      .filter((method) => method !== 'parameters' && !(isWebSocket && method === 'post'))
      .map((method) => `${method.toUpperCase()} ${template.replace(/[{}]/g, (brace) => encodeURIComponent(brace))}`);
  });
}

(existsSync(swagger) ? test : test.skip)(
  'every operation that the Kubernetes document lists is a method of the clientset',
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kube-client-gen-coverage-'));
    try {
      const sent = await requestsOfEveryMethod(folder);
      const listed = await requestsOfDocument();
      expect(listed.length).toBeGreaterThan(800);
      expect(listed.filter((request) => !sent.has(request))).toEqual([]);
      const known = new Set(listed);
      expect([...sent].filter((request) => !known.has(request))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
