import { isCached } from './context.js';
import { FileWriter, type EmitOptions, type GeneratedFile } from './generated-file.js';
import type { KeptGroup } from './kept-groups.js';
import type { Group, ModelIndex } from './model-index.js';
import { renderTemplate } from './templates.js';
import { capitalize, compareText, propertyName, quote } from './text.js';

/** A group version in the form in which the root files refer to it. */
interface RootGroup extends KeptGroup {
  /** The form in comments: `core/v1`, `apps/v1`. */
  readonly displayName: string;
}

/** Returns the files in the root folder of the output: the clientset, the informer factory and the index. */
export function rootFiles(model: ModelIndex, options: EmitOptions): GeneratedFile[] {
  const kept = (options.keptGroups ?? []).map((group): RootGroup => ({ ...group, displayName: group.folder }));
  const groups = [...model.groups.map(rootGroup), ...kept];
  if (kept.length > 0) groups.sort((a, b) => compareText(orderOf(a), orderOf(b)));
  return [
    clientsetFile(groups, options),
    ...(options.informers ? [informersFile(groups, options)] : []),
    indexFile(groups, options),
  ];
}

function rootGroup(group: Group): RootGroup {
  const { displayName, folder, names, groupVersion } = group;
  const { accessor, resources } = groupVersion;
  return {
    accessor,
    displayName,
    folder,
    client: resources.length > 0 ? { type: names.client, value: names.newClient } : undefined,
    informers: resources.some((resource) => isCached(group, resource))
      ? { type: names.informers, value: names.newInformers }
      : undefined,
  };
}

/** Returns a text that sorts group versions as the model does. The core group has an empty name there. */
function orderOf({ folder }: RootGroup): string {
  return folder.replace(/^core\//, '/').replace('/', '\u0000');
}

function clientsetFile(groups: readonly RootGroup[], options: EmitOptions): GeneratedFile {
  const file = rootFile('clientset', ['Clientset', 'createClientset'], options);
  const body = renderTemplate('clientset', {
    restClient: file.runtimeType('RESTClient'),
    restConfig: file.runtimeType('RESTConfig'),
    restClientFor: file.runtimeValue('restClientFor'),
    discoveryClient: file.runtimeType('DiscoveryClient'),
    createDiscoveryClient: file.runtimeValue('createDiscoveryClient'),
    groups: groups.flatMap((group) => {
      if (group.client === undefined) return [];
      const client = codeName(file, group, group.client.type, 'type');
      const newClient = codeName(file, group, group.client.value, 'value');
      return [{ apiVersion: group.displayName, accessor: propertyName(group.accessor), client, newClient }];
    }),
  });
  return file.finish(body);
}

function informersFile(groups: readonly RootGroup[], options: EmitOptions): GeneratedFile {
  const file = rootFile('informers', ['SharedInformerFactory', 'createSharedInformerFactory'], options);
  const body = renderTemplate('informers', {
    factory: file.runtimeType('InformerFactory'),
    factoryOptions: file.runtimeType('InformerFactoryOptions'),
    newFactory: file.runtimeValue('newInformerFactory'),
    clientset: file.sibling('clientset', 'Clientset'),
    groups: groups.flatMap((group) => {
      if (group.informers === undefined) return [];
      const informers = codeName(file, group, group.informers.type, 'type');
      const newInformers = codeName(file, group, group.informers.value, 'value');
      return [{ apiVersion: group.displayName, accessor: propertyName(group.accessor), informers, newInformers }];
    }),
  });
  return file.finish(body);
}

function indexFile(groups: readonly RootGroup[], options: EmitOptions): GeneratedFile {
  const file = rootFile('index', [], options);
  const body = renderTemplate('root-index', {
    files: ['clientset', ...(options.informers ? ['informers'] : [])].map((name) => quote(file.specifier(name))),
    groups: groups.map(({ folder, accessor }) => ({ accessor, module: quote(file.specifier(`${folder}/index`)) })),
  });
  return file.finish(body);
}

function rootFile(path: string, declared: readonly string[], options: EmitOptions): FileWriter {
  return new FileWriter({ path, sources: [], taken: new Set(declared) }, options);
}

function codeName(file: FileWriter, { folder, accessor }: RootGroup, name: string, use: 'type' | 'value'): string {
  return file.foreign({ path: `${folder}/index`, name, prefix: capitalize(accessor) }, use);
}
