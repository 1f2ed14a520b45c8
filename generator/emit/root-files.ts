import { FileWriter } from './generated-file.js';
import { canBeCached } from './informer.js';
import type { KeptGroup } from './kept-groups.js';
import type { Group, ModelIndex } from './model-index.js';
import type { EmitOptions, GeneratedFile } from './options.js';
import { renderTemplate } from './templates.js';
import { capitalize, compareText, propertyName, quote } from './text.js';

/** A group version as the root files refer to it. */
interface RootGroup extends KeptGroup {
  /** As comments say it: `core/v1`, `apps/v1`. */
  readonly displayName: string;
}

/** Returns the files of the output that are about all groups: clientset, informer factory and index. */
export function rootFiles(index: ModelIndex, options: EmitOptions): GeneratedFile[] {
  const kept = (options.keptGroups ?? []).map((group): RootGroup => ({ ...group, displayName: group.folder }));
  const groups = [...index.groups.map(rootGroup), ...kept];
  if (kept.length > 0) groups.sort((a, b) => compareText(orderOf(a), orderOf(b)));
  const files = [clientsetFile(groups, options)];
  if (options.informers) files.push(informersFile(groups, options));
  files.push(indexFile(groups, options));
  return files;
}

function rootGroup(group: Group): RootGroup {
  const { displayName, folder, names, groupVersion } = group;
  const { accessor, resources } = groupVersion;
  const isCached = resources.some((resource) => canBeCached(group, resource));
  return {
    accessor,
    displayName,
    folder,
    client: resources.length > 0 ? { type: names.client, value: names.newClient } : undefined,
    informers: isCached ? { type: names.informers, value: names.newInformers } : undefined,
  };
}

/** Returns a text to sort group versions by as the model does: the core group is the one without a name. */
function orderOf({ folder }: RootGroup): string {
  return folder.replace(/^core\//, '/').replace('/', '\u0000');
}

function rootFile(path: string, declared: readonly string[], options: EmitOptions): FileWriter {
  return new FileWriter({ path, sources: [], taken: new Set(declared) }, options);
}

function clientsetFile(groups: readonly RootGroup[], options: EmitOptions): GeneratedFile {
  const file = rootFile('clientset', ['Clientset', 'createClientset'], options);
  return file.finish(
    renderTemplate('clientset', {
      restClient: file.runtimeType('RESTClient'),
      restConfig: file.runtimeType('RESTConfig'),
      restClientFor: file.runtimeValue('restClientFor'),
      discoveryClient: file.runtimeType('DiscoveryClient'),
      createDiscoveryClient: file.runtimeValue('createDiscoveryClient'),
      groups: groups.flatMap((group) => {
        if (group.client === undefined) return [];
        const client = foreign(file, group, group.client.type, 'type');
        const newClient = foreign(file, group, group.client.value, 'value');
        return [{ apiVersion: group.displayName, accessor: propertyName(group.accessor), client, newClient }];
      }),
    }),
  );
}

function informersFile(groups: readonly RootGroup[], options: EmitOptions): GeneratedFile {
  const file = rootFile('informers', ['SharedInformerFactory', 'createSharedInformerFactory'], options);
  return file.finish(
    renderTemplate('informers', {
      factory: file.runtimeType('InformerFactory'),
      factoryOptions: file.runtimeType('InformerFactoryOptions'),
      newFactory: file.runtimeValue('newInformerFactory'),
      clientset: file.sibling('clientset', 'Clientset', 'type'),
      groups: groups.flatMap((group) => {
        if (group.informers === undefined) return [];
        const informers = foreign(file, group, group.informers.type, 'type');
        const newInformers = foreign(file, group, group.informers.value, 'value');
        return [{ apiVersion: group.displayName, accessor: propertyName(group.accessor), informers, newInformers }];
      }),
    }),
  );
}

function indexFile(groups: readonly RootGroup[], options: EmitOptions): GeneratedFile {
  const specifier = (path: string): string => quote(`./${path}${options.importExtension}`);
  return rootFile('index', [], options).finish(
    renderTemplate('root-index', {
      files: ['clientset', ...(options.informers ? ['informers'] : [])].map(specifier),
      groups: groups.map(({ folder, accessor }) => ({ accessor, module: specifier(`${folder}/index`) })),
    }),
  );
}

function foreign(file: FileWriter, group: RootGroup, name: string, use: 'type' | 'value'): string {
  return file.foreign({ folder: group.folder, file: 'index', name, prefix: capitalize(group.accessor) }, use);
}
