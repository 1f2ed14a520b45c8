import { type ServerContext, internalCall } from '../handlers/context.js';
import { checkObject } from '../handlers/decode.js';
import { createObject } from '../handlers/write.js';
import { type JsonObject, type JsonValue, isObject, parseJson } from '../json/json.js';
import { parseYamlDocuments } from '../json/yaml.js';

/**
 * Creates CustomResourceDefinitions as a client would. Text is YAML or JSON with one or more documents. Documents of other kinds
 * are ignored.
 *
 * Throws a StatusError if the server rejects a definition, and the parser's error for malformed text.
 */
export function installCrds(context: ServerContext, crds: readonly (string | object)[]): void {
  const definition = context.registry.get('apiextensions.k8s.io', 'v1', 'customresourcedefinitions');
  if (definition === undefined) throw new Error('customresourcedefinitions are not served');
  for (const document of crds.flatMap(documentsOf)) {
    const object = checkObject(document, definition.kind, 'apiextensions.k8s.io/v1', false);
    const call = internalCall(context, definition, { verb: 'create', namespace: '', name: '' });
    createObject(call, object, { dryRun: false, fieldManager: '', fieldValidation: 'Ignore' });
  }
}

function documentsOf(source: string | object): JsonObject[] {
  // A copy through JSON belongs to the server and contains only JSON values.
  const documents: JsonValue[] = typeof source === 'string' ? parseYamlDocuments(source) : [parseJson(JSON.stringify(source))];
  return documents.flatMap((document) => {
    if (!isObject(document)) return [];
    if (document['kind'] === 'List' && Array.isArray(document['items'])) return document['items'].filter(isObject).filter(isCrd);
    return isCrd(document) ? [document] : [];
  });
}

function isCrd(document: JsonObject): boolean {
  return document['kind'] === 'CustomResourceDefinition';
}
