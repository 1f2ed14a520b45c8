import type { ApiModel } from '../model/index.js';
import { applyBuilders, applyCode, applyDeclarations } from './apply-file.js';
import { clientCode, groupClientCode } from './client.js';
import { isCached, type EmitContext } from './context.js';
import { createDeclarationPrinter, type DeclarationPrinter } from './declarations.js';
import { descriptorCode } from './descriptor.js';
import { FileWriter, type EmitOptions, type GeneratedFile } from './generated-file.js';
import { groupInformersCode, informerCode, listerCode } from './informer.js';
import { markApplied, markPatchMetas } from './marks.js';
import { hasCode, indexModel, type Group, type ModelIndex } from './model-index.js';
import { patchMetaCode, patchMetaTypes } from './patch-meta.js';
import { rootFiles } from './root-files.js';
import { renderTemplate } from './templates.js';
import { compareText, quote } from './text.js';
import { typeDeclarations } from './types-file.js';

/** Returns all files of the output, sorted by path. The same model and options give the same bytes. */
export function emit(model: ApiModel, options: EmitOptions): GeneratedFile[] {
  const steps = emitSteps(model, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the same as `emit` in steps, one for each group version. The caller may stop after each step. */
export function* emitSteps(api: ApiModel, emitOptions: EmitOptions): Generator<void, GeneratedFile[]> {
  const options = { ...emitOptions, informers: emitOptions.informers && emitOptions.listers };
  const model = indexModel(api);
  markApplied(model);
  markPatchMetas(model);
  const print = createDeclarationPrinter();
  const files: GeneratedFile[] = [];
  for (const group of model.groups) {
    files.push(...groupFiles(model, group, options, print));
    yield;
  }
  files.push(...rootFiles(model, options));
  return files.sort((a, b) => compareText(a.path, b.path));
}

/**
 * Returns the files of a group version: its types, its apply configurations, and its code. A group version without code has only an
 * `index.ts`, with all declarations.
 */
function groupFiles(model: ModelIndex, group: Group, options: EmitOptions, print: DeclarationPrinter): GeneratedFile[] {
  const context = (name: string): EmitContext => {
    const scope = { path: `${group.folder}/${name}`, sources: group.groupVersion.sources, taken: group.names.taken };
    return { model, group, options, file: new FileWriter(scope, options) };
  };
  const index = context('index');
  if (!hasCode(group)) {
    return [index.file.finish(print([...typeDeclarations(index), ...(options.apply ? applyDeclarations(index) : [])]))];
  }
  const files: GeneratedFile[] = [];
  const exported: string[] = [];
  for (const [name, declare] of [['apply', applyDeclarations] as const, ['types', typeDeclarations] as const]) {
    const own = context(name);
    const declarations = name === 'apply' && !options.apply ? [] : declare(own);
    if (declarations.length === 0) continue;
    files.push(own.file.finish(print(declarations)));
    exported.push(quote(index.file.specifier(name)));
  }
  const body = renderTemplate('index', { apiVersion: group.displayName, types: exported, parts: groupCode(index) });
  return [...files, index.file.finish(body)];
}

/** Returns the code of a group version: first the parts of each resource, then those of the group version. */
function groupCode(context: EmitContext): string[] {
  const { group, options } = context;
  const { resources } = group.groupVersion;
  const builders = applyBuilders(group);
  const cached = resources.filter((resource) => isCached(group, resource));
  const metas = new Map(patchMetaTypes(group).map((type) => [type.name, type]));
  const parts: string[] = [];
  for (const resource of resources) {
    // A descriptor contains its patch metadata, which must precede it. All other references are inside functions.
    const type = metas.get(resource.object.name);
    if (type && metas.delete(type.name)) parts.push(patchMetaCode(context, type));
    parts.push(descriptorCode(context, resource), clientCode(context, resource));
    if (options.apply && builders.get(resource.object.name) === resource) parts.push(applyCode(context, resource));
    if (!cached.includes(resource)) continue;
    if (options.listers) parts.push(listerCode(context, resource));
    if (options.informers) parts.push(informerCode(context, resource));
  }
  if (resources.length > 0) parts.push(groupClientCode(context));
  if (options.informers && cached.length > 0) parts.push(groupInformersCode(context, cached));
  return [...parts, ...[...metas.values()].map((type) => patchMetaCode(context, type))];
}
