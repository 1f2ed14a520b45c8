import { isObject, setField, type JsonObject, type JsonValue } from '../json/json.js';

/**
 * Converts documents of version 3 to one of version 2. Kubernetes states the same facts in both.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v2
 */
export function swaggerOf(documents: readonly JsonObject[]): JsonObject {
  const paths: JsonObject = {};
  const definitions: JsonObject = {};
  for (const { paths: given, components } of documents) {
    if (isObject(given)) for (const [path, item] of Object.entries(given)) if (isObject(item)) paths[path] = itemOf(item);
    const schemas = isObject(components) ? components['schemas'] : undefined;
    if (isObject(schemas))
      for (const [name, schema] of Object.entries(schemas)) setField(definitions, name, inVersion2(schema ?? null));
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.0' },
    paths,
    definitions,
    securityDefinitions: {
      BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' },
    },
    security: [{ BearerToken: [] }],
  };
}

/** Converts a schema. References lead to definitions, and a lone reference in `allOf` stands alone. */
function inVersion2(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inVersion2);
  if (!isObject(value)) return value;
  const { $ref, allOf, ...rest } = value;
  const [only, ...others] = Array.isArray(allOf) ? allOf : [];
  if (isObject(only) && typeof only['$ref'] === 'string' && others.length === 0) return inVersion2({ ...rest, ...only });
  const copy: JsonObject = {};
  if (typeof $ref === 'string') copy['$ref'] = $ref.replace('#/components/schemas/', '#/definitions/');
  for (const [name, held] of Object.entries(allOf === undefined ? rest : { ...rest, allOf }))
    setField(copy, name, inVersion2(held ?? null));
  return copy;
}

function itemOf(item: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(item).map(([name, held]) => {
      if (name === 'parameters') return [name, parametersOf(held)];
      return [name, isObject(held) ? operationOf(held) : held];
    }),
  );
}

function operationOf({ requestBody, responses, parameters, ...operation }: JsonObject): JsonObject {
  const body = bodyOf(requestBody);
  const all = [...body.parameters, ...parametersOf(parameters)];
  const answers = isObject(responses) ? Object.entries(responses) : [];
  const contents = answers.flatMap(([, answer]) => (isObject(answer) && isObject(answer['content']) ? [answer['content']] : []));
  return {
    ...operation,
    schemes: ['https'],
    consumes: body.types,
    produces: Object.keys(contents[0] ?? {}),
    ...(all.length > 0 && { parameters: all }),
    responses: Object.fromEntries(answers.map(([code, answer]) => [code, answerOf(answer)])),
  };
}

function answerOf(answer: JsonValue | undefined): JsonObject {
  if (!isObject(answer)) return {};
  const { content, ...rest } = answer;
  const schema = schemaIn(content);
  return { ...rest, ...(schema !== undefined && { schema }) };
}

function schemaIn(content: JsonValue | undefined): JsonValue | undefined {
  const [first] = isObject(content) ? Object.values(content) : [];
  return isObject(first) && first['schema'] !== undefined ? inVersion2(first['schema']) : undefined;
}

function bodyOf(body: JsonValue | undefined): { readonly types: string[]; readonly parameters: JsonObject[] } {
  if (!isObject(body)) return { types: ['*/*'], parameters: [] };
  const { content, required } = body;
  const schema = schemaIn(content) ?? {};
  const types = isObject(content) ? Object.keys(content) : [];
  return { types, parameters: [{ name: 'body', in: 'body', ...(required === true && { required }), schema }] };
}

/** Converts parameters. In version 2 a parameter has its type itself, not in a schema. */
function parametersOf(parameters: JsonValue | undefined): JsonObject[] {
  return (Array.isArray(parameters) ? parameters : []).filter(isObject).map(({ schema, ...parameter }) => ({
    ...(isObject(schema) ? schema : {}),
    ...parameter,
  }));
}
