import type { ApiModel } from '../model/index.js';
import { applyStatements } from './apply-file.js';
import { clientBody } from './client-file.js';
import { FileWriter } from './generated-file.js';
import { canBeCached, informersBody, listersBody } from './lister-file.js';
import { indexModel, type Group, type ModelIndex } from './model-index.js';
import { createStatementPrinter, type StatementPrinter } from './morph.js';
import type { EmitOptions, GeneratedFile } from './options.js';
import { findPatchMetas, patchMetaBody, type PatchMetas } from './patch-meta-file.js';
import { resourcesBody } from './resources-file.js';
import { rootFiles } from './root-files.js';
import { renderTemplate } from './templates.js';
import { compareText, quote } from './text.js';
import { typeStatements } from './types-file.js';

/** All files of the output, sorted by path. The same model and options give the same bytes. */
export function emit(model: ApiModel, options: EmitOptions): GeneratedFile[] {
  const index = indexModel(model);
  const metas = findPatchMetas(index);
  const print = createStatementPrinter();
  const informers = options.informers && options.listers;
  const files = index.groups.flatMap((group) => groupFiles(index, group, { ...options, informers }, metas, print));
  files.push(...rootFiles(index, { ...options, informers }));
  return files.sort((a, b) => compareText(a.path, b.path));
}

/** The files of one group version. A part that would be empty is absent. */
function groupFiles(index: ModelIndex, group: Group, options: EmitOptions, metas: PatchMetas, print: StatementPrinter): GeneratedFile[] {
  const { groupVersion, folder, names } = group;
  const files: GeneratedFile[] = [];
  const write = (name: string, body: (file: FileWriter) => string): boolean => {
    const file = new FileWriter({ path: `${folder}/${name}`, sources: groupVersion.sources, taken: names.taken }, options);
    const text = body(file);
    if (text !== '') files.push(file.finish(text));
    return text !== '';
  };
  const declarations = (statements: Parameters<StatementPrinter>[0]): string => (statements.length === 0 ? '' : print(statements));
  const values: string[] = [];
  const types: string[] = [];
  if (write('types', (file) => declarations(typeStatements(index, group, file)))) types.push('types');
  if (options.apply && write('apply', (file) => declarations(applyStatements(index, group, file)))) {
    const builds = groupVersion.resources.some(({ object }) => group.applied.has(object.name));
    (builds ? values : types).push('apply');
  }
  write('patch-meta', (file) => patchMetaBody(index, group, file, metas));
  if (groupVersion.resources.length > 0) {
    const cached = groupVersion.resources.some((resource) => canBeCached(group, resource));
    write('resources', (file) => resourcesBody(index, group, file, options, metas));
    write('client', (file) => clientBody(index, group, file, options));
    values.push('client', 'resources');
    if (options.listers && cached) {
      write('lister', (file) => listersBody(index, group, file));
      values.push('lister');
    }
    if (options.informers && cached) {
      write('informer', (file) => informersBody(index, group, file));
      values.push('informer');
    }
  }
  const specifier = (name: string): string => quote(`./${name}${options.importExtension}`);
  write('index', () => renderTemplate('index', { values: values.sort(compareText).map(specifier), types: types.sort(compareText).map(specifier) }));
  return files;
}
