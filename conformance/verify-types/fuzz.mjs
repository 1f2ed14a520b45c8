/**
 * Returns random CRDs that the API server would accept: deep, with unusual names and every construct. The same seed gives the
 * same CRDs.
 */
export function randomCrds(seed, count) {
  const random = generator(seed);
  return Array.from({ length: count }, (_, index) => randomCrd(random, index));
}

/** Returns a source of random numbers (mulberry32). The same seed gives the same numbers. */
export function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { below, chance: (share) => next() < share, pick: (list) => list[below(list.length)] };
}

const plainNames = [
  'name',
  'size',
  'mode',
  'items',
  'spec',
  'status',
  'list',
  'value',
  'fooBar',
  'fooBAR',
  'template',
  'hostIP',
  'URL',
  'id',
];
const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'class',
  'default',
  'function',
  'await',
  'any',
  'unknown',
  'object',
  '',
  ' ',
  'a b',
  'a-b',
  'a_b',
  'a.b',
  'aB',
  'a/b',
  '$ref',
  '$',
  '_',
  '-',
  '9',
  '9lives',
  '1e3',
  '-1',
  "it's",
  '"quoted"',
  'back\\slash',
  '`tick`',
  '${x}',
  '*/',
  '/*',
  '//',
  '<T>',
  'new\nline',
  'tab\t',
  '\u2028',
  'é',
  'ß',
  '日本',
  '😀',
  'x'.repeat(300),
  'apiVersion',
  'kind',
  'metadata',
  'Spec',
  'SPEC',
  'input',
  'applyConfiguration',
  'string',
  'number',
];
const descriptions = [
  'Plain.',
  'Two lines.\nThe second.',
  'Ends early */ here',
  '@deprecated no, @param neither',
  'A `code` with ${braces} and {@link x}',
  'Deprecated: use something else.',
  `${'long '.repeat(60)}end`,
  '- a\n- b\n\n  indented\n',
  '\ttabs\tand \u2028 odd \u0000 ones',
  '/** nested */ // and more',
  '*',
  '\\',
  '日本語 😀',
  '<b>html</b>',
  ' ',
  '',
];
const strings = [
  '',
  'A',
  'a',
  'Replace',
  'replace',
  "it's",
  '"',
  '`',
  '\\',
  '\n',
  '*/',
  '${x}',
  'true',
  'null',
  '1',
  ' ',
  '日本',
  '😀',
  '\u2028',
  '__proto__',
  'constructor',
  '</script>',
];
const patterns = ['^[a-z]+$', '*/', '^\\d{1,3}(\\.\\d+)?$', '[@/*]+', '^(a|b)\\s`\'"$', '^$', 'a\\/b*/c'];

function randomCrd(random, index) {
  const kind = `Fuzz${random.pick(['', 'Thing', 'List', 'Spec', 'Input', 'Client', 'Status', 'Resource'])}${index}${random.pick(['', 'S', 'Class', 'Policy', 'Ingress'])}`;
  const plural = `${kind.toLowerCase()}${random.pick(['s', 'es', ''])}`;
  const group = `g${random.below(5)}.${random.pick(['fuzz.example.com', 'apps.example.org', 'x-1.example.net'])}`;
  const count = 1 + random.below(3);
  const versions = ['v1', 'v1beta1', 'v2alpha1'].slice(0, count).map((name, at) => {
    const version = {
      name,
      served: at === 0 || random.chance(0.7),
      storage: at === 0,
      schema: { openAPIV3Schema: rootSchema(random) },
    };
    const subresources = {};
    if (random.chance(0.5)) subresources.status = {};
    if (random.chance(0.3)) subresources.scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
    if (random.chance(0.7)) version.subresources = subresources;
    if (random.chance(0.2))
      Object.assign(version, { deprecated: true, deprecationWarning: `${group}/${name} ${kind} is old; use */ another` });
    return version;
  });
  const names = {
    kind,
    plural,
    listKind: random.chance(0.5) ? `${kind}List` : undefined,
    singular: random.chance(0.5) ? kind.toLowerCase() : undefined,
  };
  if (random.chance(0.5)) names.shortNames = [`f${index}`, `fz${index}`].slice(random.below(2));
  if (random.chance(0.3)) names.categories = ['all'];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope: random.pick(['Namespaced', 'Cluster']), names, versions },
  };
}

function rootSchema(random) {
  const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
  properties.spec = { ...objectSchema(random, 4) };
  if (random.chance(0.6)) properties.status = objectSchema(random, 3);
  if (random.chance(0.3))
    properties[random.pick(['name', 'size', 'list', 'input', 'client', 'lister', 'applyConfiguration'])] = anySchema(random, 2);
  const schema = { type: 'object', properties };
  if (random.chance(0.5)) schema.required = ['spec'];
  if (random.chance(0.1)) schema['x-kubernetes-preserve-unknown-fields'] = true;
  if (random.chance(0.7)) schema.description = random.pick(descriptions);
  return schema;
}

function objectSchema(random, depth) {
  const properties = {};
  for (let left = 1 + random.below(7); left > 0; left--) {
    const name = random.pick(random.chance(0.6) ? plainNames : oddNames);
    Object.defineProperty(properties, name, {
      value: anySchema(random, depth - 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  const schema = { type: 'object', properties };
  const required = Object.keys(properties).filter(() => random.chance(0.3));
  if (required.length > 0) schema.required = required;
  if (random.chance(0.15)) schema['x-kubernetes-preserve-unknown-fields'] = true;
  if (random.chance(0.1)) schema.oneOf = Object.keys(properties).map((name) => ({ required: [name] }));
  return schema;
}

function anySchema(random, depth) {
  const kinds = [
    'string',
    'string',
    'integer',
    'number',
    'boolean',
    'intOrString',
    'quantity',
    'anything',
    'emptyObject',
    'openObject',
  ];
  if (depth > 0) kinds.push('object', 'object', 'object', 'array', 'array', 'mapList', 'map', 'embedded', 'constrained');
  const schema = makers[random.pick(kinds)](random, depth);
  if (random.chance(0.4)) schema.description = random.pick(descriptions);
  if (random.chance(0.1) && schema.type !== undefined) schema.nullable = true;
  return schema;
}

const makers = {
  string(random) {
    const schema = { type: 'string' };
    if (random.chance(0.3)) schema.enum = [...new Set(Array.from({ length: 1 + random.below(5) }, () => random.pick(strings)))];
    if (schema.enum !== undefined && random.chance(0.1)) Object.assign(schema, { nullable: true, enum: [...schema.enum, null] });
    if (schema.enum !== undefined && random.chance(0.5)) schema.default = schema.enum[0];
    if (schema.enum === undefined && random.chance(0.3)) schema.default = random.pick(strings);
    if (random.chance(0.2)) schema.pattern = random.pick(patterns);
    if (random.chance(0.2))
      schema.format = random.pick(['date-time', 'byte', 'date', 'duration', 'uuid', 'password', 'ipv4', 'made-up']);
    if (random.chance(0.2)) Object.assign(schema, { minLength: random.below(3), maxLength: 10 + random.below(100) });
    return schema;
  },
  integer(random) {
    const schema = { type: 'integer' };
    if (random.chance(0.3)) schema.format = random.pick(['int32', 'int64']);
    if (random.chance(0.3)) Object.assign(schema, { minimum: -random.below(5), maximum: 10 + random.below(5) });
    if (random.chance(0.3)) schema.default = random.below(10);
    if (random.chance(0.2)) schema.enum = [-1, 0, 1, 2, 9007199254740991].slice(random.below(3));
    return schema;
  },
  number(random) {
    const schema = { type: 'number' };
    if (random.chance(0.3)) Object.assign(schema, { minimum: 0.5, exclusiveMinimum: random.chance(0.5) });
    if (random.chance(0.3)) Object.assign(schema, { maximum: 1e21, exclusiveMaximum: random.chance(0.5) });
    if (random.chance(0.2)) schema.multipleOf = 0.25;
    if (random.chance(0.2)) schema.enum = [0.5, -1.25, 1e21, 1e-7];
    return schema;
  },
  boolean(random) {
    const schema = { type: 'boolean' };
    if (random.chance(0.3)) schema.default = random.chance(0.5);
    if (random.chance(0.2)) schema.enum = random.pick([[true], [false], [true, false]]);
    return schema;
  },
  intOrString: (random) => ({
    'x-kubernetes-int-or-string': true,
    ...(random.chance(0.5) ? { default: random.pick([80, '25%']) } : {}),
  }),
  quantity: () => ({
    'x-kubernetes-int-or-string': true,
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    pattern: '^[0-9]+(m|Ki)?$',
  }),
  anything: () => ({ 'x-kubernetes-preserve-unknown-fields': true }),
  emptyObject: (random) => ({
    type: 'object',
    ...(random.chance(0.5) ? { properties: {} } : {}),
    ...(random.chance(0.3) ? { default: {} } : {}),
  }),
  openObject: () => ({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
  object: objectSchema,
  array(random, depth) {
    const items = anySchema(random, depth - 1);
    const schema = { type: 'array', items };
    if (random.chance(0.2)) schema['x-kubernetes-list-type'] = 'atomic';
    if (random.chance(0.3)) Object.assign(schema, { minItems: 1, maxItems: 8 });
    return schema;
  },
  mapList(random, depth) {
    const items = objectSchema(random, depth - 1);
    const key = random.pick(['name', 'a-b', 'default', 'id']);
    items.properties[key] = { type: 'string' };
    items.required = [...new Set([...(items.required ?? []), key])];
    delete items.oneOf;
    return { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [key], items };
  },
  map: (random, depth) => ({ type: 'object', additionalProperties: random.chance(0.8) ? anySchema(random, depth - 1) : true }),
  embedded(random, depth) {
    const schema = { type: 'object', 'x-kubernetes-embedded-resource': true };
    if (random.chance(0.5)) schema.properties = { spec: objectSchema(random, depth - 1), metadata: { type: 'object' } };
    if (schema.properties === undefined || random.chance(0.5)) schema['x-kubernetes-preserve-unknown-fields'] = true;
    return schema;
  },
  constrained(random, depth) {
    const schema = objectSchema(random, depth);
    const [first = ''] = Object.keys(schema.properties);
    schema['x-kubernetes-validations'] = [{ rule: "self == oldSelf || '*/' != ''", message: 'must stay\nas it is' }];
    schema.anyOf = [{ required: [first] }, { properties: { [first]: { enum: ['x'] } } }, { not: { required: [first] } }];
    return schema;
  },
};
