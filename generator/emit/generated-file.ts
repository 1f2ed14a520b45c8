import { Imports, reexport } from './imports.js';
import type { EmitOptions, GeneratedFile } from './options.js';
import { capitalize, compareText } from './text.js';

/** A name in another file of the output. */
export interface ForeignName {
  /** The folder of its group version, from the root of the output. */
  readonly folder: string;
  /** The file without its extension. */
  readonly file: string;
  readonly name: string;
  /** Put before the name where the name alone is taken. */
  readonly prefix: string;
}

/** What a file of the output is, and which names its surroundings use already. */
export interface FileScope {
  /** From the root of the output, without the extension. */
  readonly path: string;
  /** The inputs that the header names; empty for files of the whole. */
  readonly sources: readonly string[];
  /** All names that the folder declares. They keep their spelling everywhere in it; what comes from elsewhere gives way. */
  readonly taken: ReadonlySet<string>;
}

/**
 * One file while it is written: it tells every other name how it is spelled here, and imports what was asked for.
 * An import that clashes with a name of the folder gets an alias that depends on nothing but the clash.
 */
export class FileWriter {
  readonly #scope: FileScope;
  readonly #options: EmitOptions;
  readonly #imports = new Imports();
  /** Alias to the module and name that it stands for. */
  readonly #aliases = new Map<string, string>();

  constructor(scope: FileScope, options: EmitOptions) {
    this.#scope = scope;
    this.#options = options;
  }

  /** A type of the runtime. */
  runtimeType(name: string): string {
    return this.#runtime(name, 'type');
  }

  /** A function or constant of the runtime. */
  runtimeValue(name: string): string {
    return this.#runtime(name, 'value');
  }

  /** A type that TypeScript itself brings, such as `Record`. */
  global(name: string): string {
    return this.#scope.taken.has(name) ? `globalThis.${name}` : name;
  }

  /** A name that another file of the same folder declares. */
  sibling(file: string, name: string, use: 'type' | 'value'): string {
    if (this.#scope.path.endsWith(`/${file}`) || this.#scope.path === file) return name;
    this.#imports.add(`./${file}${this.#options.importExtension}`, name, name, use);
    return name;
  }

  /** The declaration that hands on what another file of the same folder declares. */
  reexport(file: string, values: readonly string[], types: readonly string[]): string {
    return reexport(`./${file}${this.#options.importExtension}`, values, types);
  }

  /** A name of another folder. */
  foreign(from: ForeignName, use: 'type' | 'value'): string {
    const up = '../'.repeat(this.#scope.path.split('/').length - 1) || './';
    const module = `${up}${from.folder}/${from.file}${this.#options.importExtension}`;
    const alias = this.#alias(`${module} ${from.name}`, [from.name, capitalizedLike(from.name, from.prefix)]);
    this.#imports.add(module, from.name, alias, use);
    return alias;
  }

  /** The whole file. */
  finish(body: string): GeneratedFile {
    const imports = this.#imports.print();
    const contents = `${header(this.#scope.sources)}\n${imports === '' ? '' : `${imports}\n`}${body}`;
    return { path: `${this.#scope.path}.ts`, contents: `${contents.trimEnd()}\n` };
  }

  #runtime(name: string, use: 'type' | 'value'): string {
    const module = `${this.#options.runtime}/codegen/v1`;
    const alias = this.#alias(`${module} ${name}`, [name, capitalizedLike(name, 'Runtime')]);
    this.#imports.add(module, name, alias, use);
    return alias;
  }

  /** The first candidate that is free or stands for the same thing already. The last one gets `_` until it is free. */
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

/** Names of TypeScript's own that output refers to without importing them. An import never hides one. */
const reserved: ReadonlySet<string> = new Set(['Omit', 'Partial', 'Pick', 'Promise', 'Record']);

/** The name with a prefix, its first letter in the case that it had: `Input` to `RuntimeInput`, `clusterClient` to `runtimeClusterClient`. */
function capitalizedLike(name: string, prefix: string): string {
  const lower = name.charAt(0) === name.charAt(0).toLowerCase();
  return (lower ? prefix.charAt(0).toLowerCase() + prefix.slice(1) : capitalize(prefix)) + capitalize(name);
}

/** How many inputs a header names before it counts the rest. */
const namedSources = 3;

function header(sources: readonly string[]): string {
  // File names are the user's, and may hold anything that a file system lets through.
  const names = [...sources].sort(compareText).map((name) => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?'));
  const more = names.length > namedSources + 1 ? [`${names.length - namedSources} more`] : [];
  const listed = more.length > 0 ? names.slice(0, namedSources) : names;
  const from = listed.length === 0 ? '' : ` from ${listed.join(', ')}${more.length > 0 ? ` and ${more.join('')}` : ''}`;
  return `// Code generated by kube-client-gen${from}. DO NOT EDIT.\n`;
}
