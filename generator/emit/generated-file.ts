import type { KeptGroup } from './kept-groups.js';
import { list, print } from './layout.js';
import { capitalize, compareText, quote } from './text.js';

/** The parts of the output, and the form of its imports. */
export interface EmitOptions {
  /** The end of relative import paths. */
  readonly importExtension: '.js' | '.ts' | '';
  /** The package whose `codegen/v1` the output imports. */
  readonly runtime: string;
  /** Whether to emit apply configurations, their builders and the `apply` methods of clients. */
  readonly apply: boolean;
  /** Whether to emit informers and their factory. They need listers: without `listers` they are omitted as well. */
  readonly informers: boolean;
  /** Whether to emit listers. */
  readonly listers: boolean;
  /** The group versions of an earlier output that the root files still name. Default: none. */
  readonly keptGroups?: readonly KeptGroup[];
}

/** A complete file of the output. */
export interface GeneratedFile {
  /** The path from the output folder, with `/` on every platform. It never leaves the folder. */
  readonly path: string;
  /** The complete text. */
  readonly contents: string;
}

/** A name that another folder of the output declares. */
export interface ForeignName {
  /** The file, from the root of the output, without its extension. */
  readonly path: string;
  /** The name as its file declares it. */
  readonly name: string;
  /** Begins the alias if the name itself is taken. */
  readonly prefix: string;
}

/** The identity of a file, and the names that are taken in it. */
export interface FileScope {
  /** The path from the root of the output, without the extension. */
  readonly path: string;
  /** The inputs that the header names. Empty for files of the root folder. */
  readonly sources: readonly string[];
  /** All names that the folder declares. They keep their spelling in each file of the folder; imported names get an alias. */
  readonly taken: ReadonlySet<string>;
}

interface ImportedName {
  readonly name: string;
  readonly alias: string;
  isValue: boolean;
}

/**
 * A file that is being written. It returns the spelling of each name that comes from elsewhere, and imports that name. An import that
 * clashes with a name of the folder gets an alias that depends only on this clash.
 */
export class FileWriter {
  readonly #scope: FileScope;
  readonly #options: EmitOptions;
  /** The imported names by their module. */
  readonly #imports = new Map<string, Map<string, ImportedName>>();
  /** The module and name that each alias stands for. */
  readonly #aliases = new Map<string, string>();

  constructor(scope: FileScope, options: EmitOptions) {
    this.#scope = scope;
    this.#options = options;
  }

  /** Imports a type of the runtime, and returns its spelling in this file. */
  runtimeType(name: string): string {
    return this.#runtime(name, false);
  }

  /** Imports a function or constant of the runtime, and returns its spelling in this file. */
  runtimeValue(name: string): string {
    return this.#runtime(name, true);
  }

  /** Returns the spelling of a type that TypeScript declares, such as `Record`. */
  global(name: string): string {
    return this.#scope.taken.has(name) ? `globalThis.${name}` : name;
  }

  /** Imports a type that another file of the same folder declares. Returns its name, which is the same in the complete folder. */
  sibling(file: string, name: string): string {
    const isHere = this.#scope.path === file || this.#scope.path.endsWith(`/${file}`);
    if (!isHere) this.#import(this.specifier(file), name, name, false);
    return name;
  }

  /** Imports a name of another folder, and returns its spelling in this file. */
  foreign({ path, name, prefix }: ForeignName, use: 'type' | 'value'): string {
    const up = '../'.repeat(this.#scope.path.split('/').length - 1) || './';
    const module = `${up}${path}${this.#options.importExtension}`;
    const alias = this.#alias(`${module} ${name}`, [name, capitalizedLike(name, prefix)]);
    this.#import(module, name, alias, use === 'value');
    return alias;
  }

  /** Returns the module specifier of a file in the same folder or below it. */
  specifier(path: string): string {
    return `./${path}${this.#options.importExtension}`;
  }

  /** Returns the complete file: the header, the imports and the body. */
  finish(body: string): GeneratedFile {
    const imports = [...this.#imports]
      .sort(([a], [b]) => distance(a) - distance(b) || compareText(a, b))
      .map(([module, names]) => importDeclaration(module, [...names.values()]));
    const parts = [header(this.#scope.sources), imports.join('\n'), body.trim()].filter((part) => part !== '');
    return { path: `${this.#scope.path}.ts`, contents: `${parts.join('\n\n')}\n` };
  }

  #runtime(name: string, isValue: boolean): string {
    const module = `${this.#options.runtime}/codegen/v1`;
    const alias = this.#alias(`${module} ${name}`, [name, capitalizedLike(name, 'Runtime')]);
    this.#import(module, name, alias, isValue);
    return alias;
  }

  /** Adds an import. A name that is used as a value at least once is imported as a value. */
  #import(module: string, name: string, alias: string, isValue: boolean): void {
    let names = this.#imports.get(module);
    if (!names) this.#imports.set(module, (names = new Map<string, ImportedName>()));
    const known = names.get(name);
    if (!known) names.set(name, { name, alias, isValue });
    else if (isValue) known.isValue = true;
  }

  /** Returns the first candidate that is free or has this meaning already. Adds `_` to the last one until it is free. */
  #alias(meaning: string, candidates: readonly [string, string]): string {
    const [plain, prefixed] = candidates;
    let alias = plain;
    while (
      this.#scope.taken.has(alias) ||
      (this.#aliases.get(alias) ?? meaning) !== meaning ||
      (alias === plain && reserved.has(alias))
    ) {
      alias = alias === plain ? prefixed : `${alias}_`;
    }
    this.#aliases.set(alias, meaning);
    return alias;
  }
}

/** The names of TypeScript that the output uses without an import. No import hides them. */
const reserved: ReadonlySet<string> = new Set(['Omit', 'Partial', 'Pick', 'Promise', 'Record']);

/** Adds a prefix and keeps the case of the first letter: `Input` becomes `RuntimeInput`, `clusterClient` `runtimeClusterClient`. */
function capitalizedLike(name: string, prefix: string): string {
  const isLower = name.charAt(0) === name.charAt(0).toLowerCase();
  return (isLower ? prefix.charAt(0).toLowerCase() + prefix.slice(1) : capitalize(prefix)) + capitalize(name);
}

/** Returns the position of a module among the imports: packages, then other folders, then the own folder. */
function distance(module: string): number {
  if (module.startsWith('../')) return 1;
  return module.startsWith('./') ? 2 : 0;
}

/** Returns the import of a module. Values stand before types. */
function importDeclaration(module: string, names: readonly ImportedName[]): string {
  const sorted = [...names].sort(
    (a, b) =>
      Number(b.isValue) - Number(a.isValue) ||
      compareText(a.name.toLowerCase(), b.name.toLowerCase()) ||
      compareText(a.name, b.name),
  );
  const hasTypesOnly = sorted.every(({ isValue }) => !isValue);
  const bindings = sorted.map(({ name, alias, isValue }) => {
    const renamed = alias === name ? name : `${name} as ${alias}`;
    return isValue || hasTypesOnly ? renamed : `type ${renamed}`;
  });
  return print([hasTypesOnly ? 'import type ' : 'import ', list('{', bindings, '}'), ` from ${quote(module)};`]);
}

/** The number of inputs that a header names before it counts the rest. */
const namedSources = 3;

function header(sources: readonly string[]): string {
  // A file name is untrusted text: it may contain every character that a file system accepts.
  const names = [...sources].sort(compareText).map((name) => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?'));
  const isShort = names.length <= namedSources + 1;
  const more = isShort ? '' : ` and ${names.length - namedSources} more`;
  const from = names.length === 0 ? '' : ` from ${(isShort ? names : names.slice(0, namedSources)).join(', ')}${more}`;
  return `// Code generated by kube-client-gen${from}. DO NOT EDIT.`;
}
