import type { DocumentKind, LoadedDocument } from '../../load/document.js';
import { formatDiagnostic } from '../../model/diagnostic.js';
import type { NamedType, Schema } from '../../model/index.js';
import { analyze } from '../analyze.js';
import type { Analysis, AnalyzeOptions } from '../analyze.js';

/** A document as the loader gives it, without places in a text. */
export function documentOf(kind: DocumentKind, name: string, value: unknown, index = 0): LoadedDocument {
  return { kind, value, origin: { name, index, root: [], position: () => undefined } };
}

export interface CrdParts {
  group?: string;
  kind?: string;
  plural?: string;
  scope?: string;
  names?: object;
  metadata?: object;
  spec?: object;
  versions?: unknown[];
  schema?: unknown;
  subresources?: object;
}

/** A good CRD of kind `Foo` in `x.example.com/v1`, but for what is asked otherwise. */
export function crd(parts: CrdParts = {}, file = 'foo.yaml'): LoadedDocument {
  const { group = 'x.example.com', kind = 'Foo', scope = 'Namespaced', subresources, metadata, spec, names } = parts;
  const plural = parts.plural ?? `${kind.toLowerCase()}s`;
  const schema = 'schema' in parts ? parts.schema : { type: 'object' };
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: schema },
    ...(subresources && { subresources }),
  };
  return documentOf('crd', file, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, ...metadata },
    spec: { group, scope, names: { kind, plural, ...names }, versions: parts.versions ?? [version], ...spec },
  });
}

export function run(documents: readonly LoadedDocument[], options: Partial<AnalyzeOptions> = {}): Analysis {
  return analyze(documents, { include: [], exclude: [], groupNames: {}, ...options });
}

/** The messages of a run, as they are printed, with their severity in front. */
export function messages({ diagnostics }: Analysis): string[] {
  return diagnostics.map((diagnostic) => `${diagnostic.severity} ${formatDiagnostic(diagnostic)}`);
}

/** The types of an analysis, each as one line, by name. */
export function types({ model }: Analysis, groupVersion = model.groupVersions[0]): Record<string, string> {
  return Object.fromEntries((groupVersion?.types ?? []).map((type) => [type.name, typeText(type)]));
}

function typeText(type: NamedType): string {
  if (type.kind === 'alias') return `= ${text(type.of)}`;
  const fields = type.properties.map(({ name, required, schema }) => `${name}${required ? '' : '?'}: ${text(schema)}`);
  if (type.open) fields.push(`[]: ${text(type.open)}`);
  return `{ ${fields.join(', ')} }`;
}

/** A schema in something like TypeScript; an embedded kind ends with `+`, a type of the runtime begins with `meta.`. */
export function text(schema: Schema): string {
  switch (schema.kind) {
    case 'array':
      return `${text(schema.items)}[]`;
    case 'map':
      return `Record<${text(schema.values)}>`;
    case 'reference':
      return `${schema.type.name}${schema.embedded ? '+' : ''}`;
    case 'runtime':
      return `meta.${schema.type}`;
    case 'union':
      return `(${schema.of.map(text).join(' | ')})`;
    case 'intersection':
      return `(${schema.of.map(text).join(' & ')})`;
    case 'nullable':
      return `${text(schema.of)} | null`;
    case 'enum':
      return schema.values.map((value) => JSON.stringify(value)).join(' | ') + (schema.isOpen === true ? ' | …' : '');
    default:
      return schema.kind;
  }
}

/** What must hold of every model, whatever it was made of: each breach as a sentence. */
export function breaches({ model }: Analysis): string[] {
  const found: string[] = [];
  const names = new Set<string>();
  for (const { group, version, types: named } of model.groupVersions)
    for (const { name } of named) names.add(`${group}/${version}/${name}`);
  const check = (what: string, type: { group: string; version: string; name: string }): void => {
    if (!names.has(`${type.group}/${type.version}/${type.name}`))
      found.push(`${what} refers to ${type.name}, which is not there`);
  };
  const checkSchema = (what: string, schema: Schema): void => {
    if (schema.kind === 'reference') check(what, schema.type);
    else if (schema.kind === 'array') checkSchema(what, schema.items);
    else if (schema.kind === 'map') checkSchema(what, schema.values);
    else if (schema.kind === 'nullable') checkSchema(what, schema.of);
    else if (schema.kind === 'union' || schema.kind === 'intersection') for (const each of schema.of) checkSchema(what, each);
  };
  const distinct = (what: string, all: string[]): void => {
    if (new Set(all).size !== all.length) found.push(`${what} are not distinct`);
    for (const name of all)
      if (!/^[\p{L}$_][\p{L}\p{Nl}\p{Nd}$_]*$/u.test(name)) found.push(`${what}: ${JSON.stringify(name)} is no identifier`);
  };
  distinct(
    'accessors',
    model.groupVersions.map(({ accessor }) => accessor),
  );
  for (const { group, version, types: named, resources } of model.groupVersions) {
    const at = `${group}/${version}`;
    distinct(
      `types of ${at}`,
      named.map(({ name }) => name),
    );
    distinct(
      `accessors of ${at}`,
      resources.map(({ accessor }) => accessor),
    );
    distinct(
      `resources of ${at}`,
      resources.map(({ typeName }) => typeName),
    );
    for (const type of named) {
      const where = `${at} ${type.name}`;
      if (type.kind === 'alias') checkSchema(where, type.of);
      else {
        for (const { name, schema } of type.properties) checkSchema(`${where}.${name}`, schema);
        if (type.open) checkSchema(where, type.open);
        if (type.role?.is === 'list') check(where, type.role.items);
        if (new Set(type.properties.map(({ name }) => name)).size !== type.properties.length)
          found.push(`${where} has a field twice`);
      }
    }
    for (const resource of resources) {
      check(`${at} ${resource.plural}`, resource.object);
      if (resource.list) check(`${at} ${resource.plural}`, resource.list);
      for (const { operations } of resource.subresources) {
        for (const { sends, returns } of operations) {
          for (const body of [sends, returns]) if (body?.is === 'type') check(`${at} ${resource.plural}`, body.type);
        }
      }
    }
  }
  return found;
}
