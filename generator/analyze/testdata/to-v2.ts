import { isObject } from '../json.js';

/** Returns an OpenAPI document of version 3 as version 2 says the same. */
export function toV2(document: unknown): unknown {
  if (!isObject(document)) return document;
  const { openapi: _, components, paths, ...rest } = document;
  const schemas = isObject(components) ? components['schemas'] : {};
  return { swagger: '2.0', ...rest, paths: mapOf(paths, pathItem), definitions: renamed(schemas) };
}

function pathItem(item: unknown): unknown {
  return mapOf(item, (operation, key) => (key === 'parameters' ? parameters(operation) : operationOf(operation)));
}

function operationOf(operation: unknown): unknown {
  if (!isObject(operation)) return operation;
  const { requestBody, responses, parameters: declared, ...rest } = operation;
  const body = requestBody === undefined ? [] : [{ in: 'body', name: 'body', ...schemaOf(requestBody) }];
  const all = [...parameters(declared), ...body];
  return {
    ...rest,
    ...(all.length > 0 && { parameters: all }),
    responses: mapOf(responses, (response) => {
      if (!isObject(response)) return response;
      const { content: __, ...said } = response;
      return { ...said, ...schemaOf(response) };
    }),
  };
}

function parameters(declared: unknown): unknown[] {
  return (Array.isArray(declared) ? declared : []).map((parameter: unknown) => {
    if (!isObject(parameter)) return parameter;
    const { schema, ...rest } = parameter;
    return isObject(schema) ? { ...rest, ...schema } : rest;
  });
}

/** Returns the schema of the first media type of a body. */
function schemaOf(body: unknown): { schema?: unknown } {
  const content = isObject(body) ? body['content'] : undefined;
  const media: unknown = isObject(content) ? Object.values(content)[0] : undefined;
  return isObject(media) && 'schema' in media ? { schema: renamed(media['schema']) } : {};
}

function renamed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/definitions/')) as unknown;
}

function mapOf(value: unknown, change: (value: unknown, key: string) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each, key)]));
}
