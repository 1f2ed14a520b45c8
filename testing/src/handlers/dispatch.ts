import { newBadRequest, newMethodNotSupported } from 'kube-client-runtime/errors';
import { at, clone, setAt } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';
import { newMethodNotAllowed, newPathNotFound } from '../status/failure.js';
import { actions, bindPod, podLog, review } from './actions.js';
import { type Call, type ServerContext, resourceOf } from './context.js';
import { checkUnknownFields, decodeObject } from './decode.js';
import { remove, removeCollection } from './delete.js';
import { readWriteQuery } from './options.js';
import { patch } from './patch.js';
import { get, list } from './read.js';
import type { RequestInfo, ServerRequest, ServerResponse } from './request.js';
import { getScale, patchScale, updateScale } from './scale.js';
import { negotiateShape } from './shape.js';
import { watch } from './watch.js';
import { type Update, checkName, create, update, updateObject } from './write.js';

const handlers: Readonly<Record<string, (call: Call) => ServerResponse>> = {
  get,
  list,
  watch,
  create,
  update,
  patch: (call) => patch(call),
  delete: remove,
  deletecollection: removeCollection,
};

/** The response for unknown paths and unknown groups, to which a real server sends no Status. */
export const nothingThere: ServerResponse = { status: 404, headers: {}, body: { type: 'text', text: '404 page not found\n' } };

/**
 * Handles a request to a resource.
 *
 * Throws a StatusError if the request is refused.
 */
export function dispatch(context: ServerContext, request: ServerRequest, info: RequestInfo): ServerResponse {
  const definition = context.registry.get(info.group, info.version, info.resource);
  if (definition === undefined && !isAnswered(context, info)) return nothingThere;
  if (definition === undefined || info.rest.length > 0) throw newPathNotFound();
  // Cluster-scoped objects have no path below a namespace. Namespaced objects have no path without one.
  if (info.namespace !== '' && !definition.namespaced) throw newPathNotFound();
  const single = info.name !== '' || info.verb === 'create';
  if (definition.namespaced && info.namespace === '' && single && !info.watchPath) {
    if (info.verb === 'create' && info.name === '') throw newMethodNotAllowed();
    throw newPathNotFound();
  }
  const call: Call = { context, request, info, definition, warnings: [] };
  const { custom } = definition;
  if (custom?.deprecationWarning !== undefined) call.warnings.push(custom.deprecationWarning);
  const response = info.subresource === '' ? onResource(call) : onSubresource(call);
  return call.warnings.length === 0
    ? response
    : { ...response, headers: { ...response.headers, warning: call.warnings.map(warningText) } };
}

/** Whether the server answers for a group version. A built-in group answers for all versions, including unknown ones. */
function isAnswered({ registry }: ServerContext, { group, version }: RequestInfo): boolean {
  const versions = registry.versions(group);
  if (versions.includes(version)) return true;
  return versions.some((known) => registry.resources(group, known).some(({ custom }) => custom === undefined));
}

function warningText(text: string): string {
  const quoted = text.replace(/[\\"]/g, (character) => `\\${character}`).replace(/[^\x20-\x7e]/g, '?');
  return `299 - "${quoted}"`;
}

function onResource(call: Call): ServerResponse {
  const { definition, info } = call;
  if (definition.verbs.length === 1 && info.verb === 'create') {
    return definition.kind === 'Binding' ? bindPod(call) : review(call);
  }
  const handler = handlers[info.verb];
  if (handler === undefined || !definition.verbs.includes(info.verb)) throw newMethodNotAllowed();
  if (info.verb === 'create' && info.name !== '') throw newMethodNotAllowed();
  if ((info.verb === 'update' || info.verb === 'patch') && info.name === '') throw newMethodNotAllowed();
  return handler(call);
}

function onSubresource(call: Call): ServerResponse {
  const { definition, info } = call;
  const subresource = definition.subresources.find((item) => item.name === info.subresource);
  if (subresource === undefined || info.name === '') throw newPathNotFound();
  if (!subresource.verbs.includes(info.verb)) {
    throw definition.custom === undefined ? newMethodNotAllowed() : newMethodNotSupported(resourceOf(definition), info.verb);
  }
  switch (subresource.type) {
    case 'status':
      return onPart(call, { part: 'status' });
    case 'whole':
      return onPart(call, { part: 'status', carryOver: onlyField(definition, subresource) });
    case 'scale':
      return onScale(call);
    case 'log':
      return podLog(call);
    case 'action': {
      const action = actions[`${definition.plural}/${subresource.name}`];
      if (action === undefined) throw newPathNotFound();
      return action(call);
    }
  }
}

/** Returns a function that restores every field except one. */
function onlyField(definition: ResourceDefinition, subresource: Subresource): NonNullable<Update['carryOver']> {
  return (object: ApiObject, old: ApiObject) => {
    const path = subresource.writes ?? [];
    const wanted = at(object, ...path);
    for (const field of Object.keys(object)) {
      if (field !== 'metadata') Reflect.deleteProperty(object, field);
    }
    const { metadata: _metadata, ...rest } = clone(old);
    Object.assign(object, rest);
    setAt(object, path, wanted === undefined ? undefined : clone(wanted));
    object.kind = definition.kind;
  };
}

function onPart(call: Call, target: Pick<Update, 'part' | 'carryOver'>): ServerResponse {
  const { definition, request, info } = call;
  if (info.verb === 'get') return get(call);
  if (info.verb === 'patch') return patch(call, target);
  const shape = negotiateShape(request.headers['accept'], definition);
  const query = readWriteQuery(request.query, 'UpdateOptions');
  const object = decodeObject(call);
  checkUnknownFields(call, object, query, newBadRequest);
  checkName(object, info.name);
  const { stored } = updateObject(call, { ...target, make: () => object, conditional: true, track: true }, query);
  return { status: 200, headers: {}, body: { type: 'json', value: shape.object(definition, stored) } };
}

function onScale(call: Call): ServerResponse {
  const { scale } = call.definition;
  if (scale === undefined) throw newPathNotFound();
  if (call.info.verb === 'get') return getScale(call, scale);
  return call.info.verb === 'patch' ? patchScale(call, scale) : updateScale(call, scale);
}
