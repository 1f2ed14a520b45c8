import { FileWriter } from './generated-file.js';
import { canBeCached } from './informer.js';
import type { Group, ModelIndex } from './model-index.js';
import type { EmitOptions, GeneratedFile } from './options.js';
import { renderTemplate } from './templates.js';
import { capitalize, propertyName, quote } from './text.js';

/** The files of the whole: clientset, informer factory and index. */
export function rootFiles(index: ModelIndex, options: EmitOptions): GeneratedFile[] {
  const served = index.groups.filter(({ groupVersion }) => groupVersion.resources.length > 0);
  const cached = served.filter((group) => group.groupVersion.resources.some((resource) => canBeCached(group, resource)));
  const files = [clientsetFile(served, options)];
  if (options.informers) files.push(informersFile(cached, options));
  files.push(indexFile(index.groups, options));
  return files;
}

function rootFile(path: string, declared: readonly string[], options: EmitOptions): FileWriter {
  return new FileWriter({ path, sources: [], taken: new Set(declared) }, options);
}

function clientsetFile(groups: readonly Group[], options: EmitOptions): GeneratedFile {
  const file = rootFile('clientset', ['Clientset', 'createClientset'], options);
  return file.finish(
    renderTemplate('clientset', {
      restClient: file.runtimeType('RESTClient'),
      restConfig: file.runtimeType('RESTConfig'),
      restClientFor: file.runtimeValue('restClientFor'),
      discoveryClient: file.runtimeType('DiscoveryClient'),
      createDiscoveryClient: file.runtimeValue('createDiscoveryClient'),
      groups: groups.map((group) => ({
        apiVersion: group.displayName,
        accessor: propertyName(group.groupVersion.accessor),
        client: foreign(file, group, group.names.client, 'type'),
        newClient: foreign(file, group, group.names.newClient, 'value'),
      })),
    }),
  );
}

function informersFile(groups: readonly Group[], options: EmitOptions): GeneratedFile {
  const file = rootFile('informers', ['SharedInformerFactory', 'createSharedInformerFactory'], options);
  return file.finish(
    renderTemplate('informers', {
      factory: file.runtimeType('InformerFactory'),
      factoryOptions: file.runtimeType('InformerFactoryOptions'),
      newFactory: file.runtimeValue('newInformerFactory'),
      clientset: file.sibling('clientset', 'Clientset', 'type'),
      groups: groups.map((group) => ({
        apiVersion: group.displayName,
        accessor: propertyName(group.groupVersion.accessor),
        informers: foreign(file, group, group.names.informers, 'type'),
        newInformers: foreign(file, group, group.names.newInformers, 'value'),
      })),
    }),
  );
}

function indexFile(groups: readonly Group[], options: EmitOptions): GeneratedFile {
  const specifier = (path: string): string => quote(`./${path}${options.importExtension}`);
  return rootFile('index', [], options).finish(
    renderTemplate('root-index', {
      files: ['clientset', ...(options.informers ? ['informers'] : [])].map(specifier),
      groups: groups.map(({ folder, groupVersion }) => ({
        accessor: groupVersion.accessor,
        module: specifier(`${folder}/index`),
      })),
    }),
  );
}

function foreign(file: FileWriter, group: Group, name: string, use: 'type' | 'value'): string {
  return file.foreign({ folder: group.folder, file: 'index', name, prefix: capitalize(group.groupVersion.accessor) }, use);
}
