/** The parts of JSON Schema that the config file's schema uses. */
export interface ConfigSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'boolean';
  readonly anyOf?: readonly ConfigSchema[];
  readonly enum?: readonly string[];
  readonly default?: string | boolean | readonly string[];
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: ConfigSchema;
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly additionalProperties?: boolean | ConfigSchema;
}

const text: ConfigSchema = { type: 'string', minLength: 1 };
const texts = (description: string): ConfigSchema => ({ description, anyOf: [text, { type: 'array', items: text }] });

/** The schema of `kube-client-gen.{yaml,yml,json}`. `config.schema.json`, which editors use, is this as JSON. */
export const configSchema: ConfigSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'kube-client-gen',
  description:
    'What kube-client-gen reads, and what it writes where. Relative paths start at this file. The command line wins over it.',
  type: 'object',
  properties: {
    $schema: { description: 'Where editors find this schema.', type: 'string' },
    crd: texts('CRDs: files, folders, globs or http(s) URLs.'),
    openapi: texts('OpenAPI documents, v2 or v3: files, folders, globs or http(s) URLs.'),
    fromCluster: { description: 'Reads the API of the cluster that the kubeconfig names.', type: 'boolean', default: false },
    kubeconfig: { ...text, description: 'The kubeconfig file for fromCluster. Default: what kubectl would use.' },
    context: { ...text, description: "The kubeconfig's context for fromCluster. Default: its current one." },
    kubernetes: {
      description: 'The built-in API of a Kubernetes version that is bundled with the tool, such as v1.36; true for the newest.',
      anyOf: [text, { type: 'boolean' }],
    },
    include: texts('Only these groups: GROUP, GROUP/VERSION or GROUP/VERSION/Kind, with *; core names the empty group.'),
    exclude: texts('Not these groups, of those that include leaves.'),
    out: {
      ...text,
      description: 'The folder to write to. Only files that the tool wrote itself are replaced or removed there.',
      default: 'generated',
    },
    importExtension: { description: 'How relative imports end.', type: 'string', enum: ['.js', '.ts', 'none'], default: '.js' },
    runtime: { ...text, description: 'The package that the generated code imports.', default: 'kube-client-runtime' },
    apply: { description: 'Apply configurations and the apply verbs.', type: 'boolean', default: true },
    informers: { description: 'Informers and their factory. They bring listers.', type: 'boolean', default: true },
    listers: { description: 'Listers.', type: 'boolean', default: true },
    groupNames: {
      description:
        'The accessor of a group in the clientset, by the name of the group, without the version: {"cache.example.com": "cache"}.',
      type: 'object',
      additionalProperties: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9]*$' },
    },
    keepGoing: { description: 'Generates what is good, reports every error, and still fails.', type: 'boolean', default: false },
  },
  additionalProperties: false,
};

/** A value that the schema does not allow. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly hint: string;
}

/** Everything in a value that its schema does not allow, in document order. */
export function validate(value: unknown, schema: ConfigSchema, path: readonly (string | number)[] = []): SchemaProblem[] {
  if (schema.anyOf !== undefined) {
    const attempts = schema.anyOf.map((one) => validate(value, one, path));
    if (attempts.some((problems) => problems.length === 0)) return [];
    // A list is checked as a list: its items' problems say more than that it is no text.
    const best = attempts.find((problems) => problems.some((problem) => problem.path.length > path.length));
    // `kubernetes: 1.36`: YAML takes it for a number, and would lose the end of 1.30.
    const hint = typeof value === 'number' ? 'put it in quotes' : '';
    return best ?? [{ path, what: `must be ${schema.anyOf.map(nameOf).join(' or ')}`, hint }];
  }
  if (schema.type === 'object') return validateObject(value, schema, path);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [{ path, what: 'must be a list', hint: '' }];
    return value.flatMap((item, index) => validate(item, schema.items ?? {}, [...path, index]));
  }
  if (typeof value !== schema.type) {
    return [{ path, what: `must be ${nameOf(schema)}`, hint: typeof value === 'number' ? 'put it in quotes' : '' }];
  }
  if (typeof value !== 'string') return [];
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [{ path, what: `must be one of ${schema.enum.join(', ')}`, hint: '' }];
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    return [{ path, what: 'must be letters and digits, beginning with a letter', hint: '' }];
  }
  return value.length < (schema.minLength ?? 0) ? [{ path, what: 'must not be empty', hint: '' }] : [];
}

function validateObject(value: unknown, schema: ConfigSchema, path: readonly (string | number)[]): SchemaProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, what: 'must be a mapping', hint: '' }];
  const { properties = {}, additionalProperties } = schema;
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (property === undefined || typeof property === 'boolean') {
      const near = nearest(key, Object.keys(properties));
      return [
        {
          path: [...path, key],
          what: 'is no option',
          hint: near === undefined ? `known: ${Object.keys(properties).join(', ')}` : `did you mean ${near}?`,
        },
      ];
    }
    return validate(item, property, [...path, key]);
  });
}

function nameOf(schema: ConfigSchema): string {
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list of texts';
    case 'object':
      return 'a mapping';
    default:
      return 'a text';
  }
}

/** The candidate that is likely meant by a misspelt word. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** How many letters have to be added, removed, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 5 || a.length > 40) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
