import { ExactNumber, numberOf } from '../model/exact-number.js';
import { nearest } from '../nearest.js';
import { flagName, groupNamePattern, optionRows } from '../option-table.js';
import type { OptionRow } from '../option-table.js';

/** The parts of JSON Schema that the config file's schema uses. */
export interface ConfigSchema {
  /** The address of the dialect. */
  readonly $schema?: string;
  /** The address of the schema. */
  readonly $id?: string;
  /** A short title for editors. */
  readonly title?: string;
  /** A sentence for editors. */
  readonly description?: string;
  /** The type of the value. */
  readonly type?: 'object' | 'array' | 'string' | 'boolean';
  /** The alternatives. */
  readonly anyOf?: readonly ConfigSchema[];
  /** The allowed texts. */
  readonly enum?: readonly string[];
  /** The default, for editors. */
  readonly default?: string | boolean | readonly string[];
  /** The least length of a text. */
  readonly minLength?: number;
  /** The pattern of a text. */
  readonly pattern?: string;
  /** The schema of each item of a list. */
  readonly items?: ConfigSchema;
  /** The known fields of an object. */
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  /** The schema of all other fields, or false. */
  readonly additionalProperties?: boolean | ConfigSchema;
}

const text: ConfigSchema = { type: 'string', minLength: 1 };
const texts: ConfigSchema = { anyOf: [text, { type: 'array', items: text }] };

/** The schema of `kube-client-gen.{yaml,yml,json}`. `config.schema.json`, which editors use, is this as JSON. */
export const configSchema: ConfigSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'kube-client-gen',
  description:
    'The inputs and the output of kube-client-gen. Relative paths start at this file. The command line takes precedence.',
  type: 'object',
  properties: {
    $schema: { description: 'The address of this schema, for editors.', type: 'string' },
    ...Object.fromEntries(
      [...optionRows].filter(([, row]) => row.scope !== 'command line').map(([name, row]) => [name, schemaOf(row)]),
    ),
  },
  additionalProperties: false,
};

/** Returns the schema of an option's value in a config file. */
function schemaOf(row: OptionRow): ConfigSchema {
  const description = inConfigWords(row.sentence);
  switch (row.type) {
    case 'flag':
      return { description, type: 'boolean', default: row.default ?? false };
    case 'texts':
      return { description, ...texts };
    case 'version':
      return { description, anyOf: [text, { type: 'boolean' }] };
    case 'choice':
      return { description, type: 'string', enum: row.choices ?? [], ...defaultOf(row) };
    case 'names':
      return { description, type: 'object', additionalProperties: { type: 'string', pattern: groupNamePattern } };
    case 'text':
      return { description, ...text, ...defaultOf(row) };
  }
}

function defaultOf(row: OptionRow): Pick<ConfigSchema, 'default'> {
  return row.default === undefined ? {} : { default: row.default };
}

/** Returns a sentence of the table with options as the config file names them: `--from-cluster` becomes `fromCluster`. */
export function inConfigWords(sentence: string): string {
  return sentence.replace(
    /--([a-z-]+)/g,
    (flag, name: string) => [...optionRows.keys()].find((key) => flagName(key) === name) ?? flag,
  );
}

/** A value that the schema does not allow. */
export interface SchemaProblem {
  /** The path of the value in the document. */
  readonly path: readonly (string | number)[];
  /** The problem, without a full stop. */
  readonly what: string;
  /** The way to fix it, without a full stop. */
  readonly hint: string;
}

/** Returns all values that the schema does not allow, in document order. */
export function validate(value: unknown, schema: ConfigSchema, path: readonly (string | number)[] = []): SchemaProblem[] {
  if (schema.anyOf !== undefined) {
    const attempts = schema.anyOf.map((one) => validate(value, one, path));
    if (attempts.some((problems) => problems.length === 0)) return [];
    // A list is checked as a list: its items' problems say more than that it is no text.
    const best = attempts.find((problems) => problems.some((problem) => problem.path.length > path.length));
    // `kubernetes: 1.36`: YAML takes it for a number, and would lose the end of 1.30.
    const hint = numberOf(value) !== undefined ? 'put it in quotes' : '';
    return best ?? [{ path, what: `must be ${schema.anyOf.map(nameOf).join(' or ')}`, hint }];
  }
  if (schema.type === 'object') return validateObject(value, schema, path);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [{ path, what: 'must be a list', hint: '' }];
    return value.flatMap((item, index) => validate(item, schema.items ?? {}, [...path, index]));
  }
  if (typeof value !== schema.type) {
    return [{ path, what: `must be ${nameOf(schema)}`, hint: numberOf(value) !== undefined ? 'put it in quotes' : '' }];
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
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof ExactNumber)
    return [{ path, what: 'must be a mapping', hint: '' }];
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
