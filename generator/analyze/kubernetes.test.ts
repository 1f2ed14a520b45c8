import fs from 'node:fs';
import path from 'node:path';
import type { LoadedDocument } from '../load/document.js';
import type { ApiModel } from '../model/index.js';
import { breaches, documentOf, run } from './testdata/documents.js';

const folder = path.resolve(__dirname, '../../../shared/data/openapi-v1.36');
const isThere = fs.existsSync(folder);
if (!isThere) process.stdout.write(`skipped: ${folder} is not there\n`);

function read(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
}

/** A model as text, without what v2 cannot say. */
function withoutDefaults(model: ApiModel): string {
  return JSON.stringify(model, (key, value: unknown) =>
    key === 'tags' && Array.isArray(value) ? value.filter((tag: { name: string }) => tag.name !== 'default') : value,
  );
}

interface Counted {
  verbs: Set<string>;
  subresources: Map<string, Set<string>>;
}

/** Every resource, verb and subresource of a v2 document, found with nothing but regular expressions over its paths. */
function count(document: { paths: Record<string, Record<string, { 'x-kubernetes-action'?: string }>> }): Map<string, Counted> {
  const counted = new Map<string, Counted>();
  for (const [url, item] of Object.entries(document.paths)) {
    const isWatch = /^\/apis?(\/[^/]+)?\/v[^/]+\/watch\//.test(url);
    const match =
      /^\/(?:api|apis\/([^/]+))\/(v[^/]+)\/(?:watch\/)?(?:namespaces\/\{namespace\}\/)?([a-z]+)(?:\/\{name\}(?:\/([a-z]+)(?:\/\{path\})?)?)?$/.exec(
        url,
      );
    if (!match) continue;
    const [, group = '', version = '', plural = '', subresource] = match;
    const key = `${group}/${version}/${plural}`;
    const entry = counted.get(key) ?? { verbs: new Set(), subresources: new Map() };
    counted.set(key, entry);
    for (const [method, operation] of Object.entries(item)) {
      const action = operation['x-kubernetes-action'];
      if (action === undefined) continue;
      if (isWatch) entry.verbs.add('watch');
      else if (subresource === undefined) entry.verbs.add({ post: 'create', put: 'update' }[action] ?? action);
      else {
        const operations = entry.subresources.get(subresource) ?? new Set();
        operations.add(
          action === 'connect' ? `connect ${method.toUpperCase()}` : ({ post: 'create', put: 'update' }[action] ?? action),
        );
        entry.subresources.set(subresource, operations);
      }
    }
  }
  return counted;
}

function modelled(model: ApiModel): Map<string, Counted> {
  const found = new Map<string, Counted>();
  for (const { group, version, resources } of model.groupVersions) {
    for (const { plural, verbs, subresources } of resources) {
      const operations = (all: (typeof subresources)[number]['operations']): Set<string> =>
        new Set(all.flatMap(({ verb, methods }) => methods?.map((method) => `connect ${method}`) ?? [verb]));
      found.set(`${group}/${version}/${plural}`, {
        verbs: new Set(verbs),
        subresources: new Map(subresources.map(({ name, operations: all }) => [name, operations(all)])),
      });
    }
  }
  return found;
}

(isThere ? describe : describe.skip)('Kubernetes v1.36', () => {
  let v2: LoadedDocument;
  let v3: LoadedDocument[];
  let whole: ApiModel;
  beforeAll(() => {
    v2 = documentOf('openapi-v2', 'swagger.json', read('swagger.json'));
    whole = run([v2]).model;
    v3 = fs.readdirSync(path.join(folder, 'v3')).map((file) => documentOf('openapi-v3', `v3/${file}`, read(`v3/${file}`)));
  });

  test('v2, v3 and both together give the same model, apart from defaults, without a warning', () => {
    const [ofV2, ofV3, ofBoth, ofReversed] = [[v2], v3, [v2, ...v3], [...v3].reverse()].map((documents) => run(documents));
    expect(ofV2?.diagnostics).toEqual([]);
    expect(ofV3?.diagnostics).toEqual([]);
    for (const other of [ofBoth, ofReversed]) expect(JSON.stringify(other) === JSON.stringify(ofV3)).toBe(true);
    expect(withoutDefaults(ofV2!.model) === withoutDefaults(ofV3!.model)).toBe(true);
    expect(breaches(ofV2!)).toEqual([]);
  });

  test('every resource, verb and subresource of the document is in the model, and nothing else', () => {
    const counted = count(v2.value as Parameters<typeof count>[0]);
    expect(counted.size).toBeGreaterThan(90);
    const found = modelled(whole);
    expect([...found.keys()].sort()).toEqual([...counted.keys()].sort());
    for (const [key, entry] of counted) expect([key, found.get(key)]).toEqual([key, entry]);
  });

  test('names are those that one would guess', () => {
    const model = whole;
    const accessors = model.groupVersions.flatMap(({ accessor, resources }) =>
      resources.map((resource) => `${accessor}.${resource.accessor}`),
    );
    expect(accessors).toEqual(
      expect.arrayContaining([
        'coreV1.pods',
        'coreV1.endpoints',
        'appsV1.statefulSets',
        'networkingV1.networkPolicies',
        'networkingV1.ingresses',
        'networkingV1.ipAddresses',
        'storageV1.csiDrivers',
        'apiregistrationV1.apiServices',
        'rbacV1.clusterRoleBindings',
        'internalV1alpha1.storageVersions',
        'flowcontrolV1.flowSchemas',
      ]),
    );
    for (const { types } of model.groupVersions) {
      for (const type of types) {
        if (type.kind === 'object' && type.role && type.role.is !== 'list') expect(type.name).toBe(type.role.apiKind);
      }
    }
  });

  test('kinds are stored, plain, lists or embedded', () => {
    const model = whole;
    const type = (group: string, version: string, name: string) =>
      model.groupVersions
        .find((each) => each.group === group && each.version === version)
        ?.types.find((each) => each.name === name);
    const pod = { group: '', version: 'v1', name: 'Pod' };
    expect(type('', 'v1', 'Pod')).toMatchObject({ role: { is: 'stored', namespaced: true, hasStatus: true } });
    expect(type('', 'v1', 'Node')).toMatchObject({ role: { is: 'stored', namespaced: false, hasStatus: true } });
    expect(type('', 'v1', 'PodList')).toMatchObject({ role: { is: 'list', items: pod } });
    expect(type('', 'v1', 'Binding')).toMatchObject({ role: { is: 'plain', apiKind: 'Binding' } });
    expect(type('policy', 'v1', 'Eviction')).toMatchObject({ role: { is: 'plain' } });
    expect(type('authentication.k8s.io', 'v1', 'TokenRequest')).toMatchObject({ role: { is: 'plain' } });
    expect(type('', 'v1', 'PodTemplateSpec')).not.toHaveProperty('role');
    const set = type('apps', 'v1', 'StatefulSetSpec');
    const templates = set?.kind === 'object' ? set.properties.find(({ name }) => name === 'volumeClaimTemplates') : undefined;
    expect(templates?.schema).toEqual({
      kind: 'array',
      items: { kind: 'reference', type: { ...pod, name: 'PersistentVolumeClaim' }, embedded: true },
    });
  });

  test('strategic merge patches and map lists have their keys', () => {
    const model = whole;
    const spec = model.groupVersions[0]?.types.find(({ name }) => name === 'PodSpec');
    const field = (name: string) => (spec?.kind === 'object' ? spec.properties.find((each) => each.name === name) : undefined);
    expect(field('containers')).toMatchObject({
      required: true,
      mapKeys: ['name'],
      patch: { strategies: ['merge'], mergeKey: 'name' },
    });
    expect(field('volumes')).toMatchObject({
      required: false,
      mapKeys: ['name'],
      patch: { strategies: ['merge', 'retainKeys'], mergeKey: 'name' },
    });
    expect(field('nodeSelector')).not.toHaveProperty('patch');
  });

  test('a group alone brings the types of others that it needs, and their names do not change', () => {
    const all = whole;
    const apps = run([v2], { include: ['apps'] }).model;
    expect(apps.groupVersions.map(({ group, resources }) => [group, resources.length])).toEqual([
      ['', 0],
      ['apps', 5],
    ]);
    expect(apps.groupVersions[1]).toEqual(all.groupVersions.find(({ group }) => group === 'apps'));
    const core = all.groupVersions[0]?.types ?? [];
    expect(core).toEqual(expect.arrayContaining([...(apps.groupVersions[0]?.types ?? [])]));
    expect(apps.groupVersions[0]?.types.length).toBeLessThan(core.length);
    expect(breaches({ model: apps, diagnostics: [], excluded: [] })).toEqual([]);
  });
});
