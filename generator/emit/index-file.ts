import { applyPiece, buildersOf } from './apply-file.js';
import { clientPiece, groupClientPiece } from './client.js';
import { descriptorPiece } from './descriptor.js';
import type { FileWriter } from './generated-file.js';
import { canBeCached, groupInformersPiece, informerPiece, listerPiece } from './informer.js';
import type { Group, ModelIndex } from './model-index.js';
import type { EmitOptions } from './options.js';
import { patchMetaPiece, patchMetaTypes, type PatchMetas } from './patch-meta.js';
import type { Piece } from './piece.js';
import { renderTemplate } from './templates.js';
import { quote } from './text.js';

/** All that runs of a group version, in its order: what belongs to a resource stands together, what belongs to all of them last. */
export function groupPieces(index: ModelIndex, here: Group, file: FileWriter, options: EmitOptions, metas: PatchMetas): Piece[] {
  const { resources } = here.groupVersion;
  const cached = resources.filter((resource) => canBeCached(here, resource));
  const builders = buildersOf(here);
  const pieces: Piece[] = [];
  const waiting = new Map(patchMetaTypes(here, metas).map((type) => [type.name, type]));
  for (const resource of resources) {
    // A descriptor holds its own, so that has to be there before it. All others are named inside of functions.
    const type = waiting.get(resource.object.name);
    if (type && waiting.delete(type.name)) pieces.push(patchMetaPiece(index, here, type, file, metas));
    pieces.push(descriptorPiece(index, here, resource, file, options, metas), clientPiece(index, here, resource, file, options));
    if (options.apply && builders.get(resource.object.name) === resource) pieces.push(applyPiece(here, resource, file));
    if (!canBeCached(here, resource)) continue;
    if (options.listers) pieces.push(listerPiece(index, here, resource, file));
    if (options.informers) pieces.push(informerPiece(index, here, resource, file));
  }
  if (resources.length > 0) pieces.push(groupClientPiece(index, here, file, options));
  if (options.informers && cached.length > 0) pieces.push(groupInformersPiece(here, cached, file));
  for (const type of waiting.values()) pieces.push(patchMetaPiece(index, here, type, file, metas));
  return pieces;
}

/** The body of `index.ts`: the code, and the types of the files named. */
export function indexBody(pieces: readonly Piece[], typeFiles: readonly string[], options: EmitOptions): string {
  return renderTemplate('index', {
    types: typeFiles.map((name) => quote(`./${name}${options.importExtension}`)),
    pieces: pieces.map(({ text }) => text.trimEnd()),
  });
}
