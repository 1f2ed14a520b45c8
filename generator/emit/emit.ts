import type { StatementStructures } from 'ts-morph';
import type { ApiModel } from '../model/index.js';
import { applyStatements } from './apply-file.js';
import { FileWriter } from './generated-file.js';
import { groupPieces, indexBody } from './index-file.js';
import { indexModel, type Group, type ModelIndex } from './model-index.js';
import { createStatementPrinter, type StatementPrinter } from './morph.js';
import type { EmitOptions, GeneratedFile } from './options.js';
import { findPatchMetas, type PatchMetas } from './patch-meta.js';
import type { Door, Piece } from './piece.js';
import { rootFiles } from './root-files.js';
import { compareText } from './text.js';
import { typeStatements } from './types-file.js';

/** All files of the output, sorted by path. The same model and options give the same bytes. */
export function emit(model: ApiModel, options: EmitOptions): GeneratedFile[] {
  const steps = emitSteps(model, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the same in steps, between which a caller may give up. */
export function* emitSteps(model: ApiModel, options: EmitOptions): Generator<void, GeneratedFile[]> {
  const index = indexModel(model);
  const metas = findPatchMetas(index);
  const print = createStatementPrinter();
  const informers = options.informers && options.listers;
  const files: GeneratedFile[] = [];
  for (const group of index.groups) {
    files.push(...groupFiles(index, group, { ...options, informers }, metas, print));
    yield;
  }
  files.push(...rootFiles(index, { ...options, informers }));
  return files.sort((a, b) => compareText(a.path, b.path));
}

/** The files of one group version. A part that would be empty is absent. */
function groupFiles(
  index: ModelIndex,
  group: Group,
  options: EmitOptions,
  metas: PatchMetas,
  print: StatementPrinter,
): GeneratedFile[] {
  const { groupVersion, folder, names } = group;
  const writer = (name: string): FileWriter =>
    new FileWriter({ path: `${folder}/${name}`, sources: groupVersion.sources, taken: names.taken }, options);
  const code = writer('index');
  const pieces = groupPieces(index, group, code, options, metas);
  const files: GeneratedFile[] = [];
  const write = (name: string, body: (file: FileWriter) => string): boolean => {
    const file = writer(name);
    const text = body(file);
    if (text !== '') files.push(file.finish(text));
    return text !== '';
  };
  /** What a file hands on of the code, and what it declares itself. */
  const declarations = (statements: StatementStructures[], handedOn = ''): string =>
    [handedOn, statements.length === 0 ? '' : print(statements)].filter((text) => text !== '').join('\n');
  const types = write('types', (file) => declarations(typeStatements(index, group, file)));
  const apply =
    options.apply && write('apply', (file) => declarations(applyStatements(index, group, file), handOn('apply', pieces, file)));
  for (const door of ['client', 'informer', 'lister', 'resources'] as const) write(door, (file) => handOn(door, pieces, file));
  const typeFiles = [...(apply ? ['apply'] : []), ...(types ? ['types'] : [])];
  files.push(code.finish(indexBody(pieces, typeFiles, options)));
  return files;
}

/** What a file hands on of a group version's code, if there is something. */
function handOn(door: Door, pieces: readonly Piece[], file: FileWriter): string {
  const own = pieces.filter((piece) => piece.door === door);
  if (own.length === 0) return '';
  return file.reexport(
    'index',
    own.flatMap(({ values }) => values),
    own.flatMap(({ types }) => types),
  );
}
