import { createRequire } from 'node:module';
import type * as TsMorph from 'ts-morph';
import type { OptionalKind, PropertySignatureStructure, StatementStructures } from 'ts-morph';
import type { Documentation } from '../model/index.js';
import { group, lineWidth, print, type Layout } from './layout.js';
import { morphDocs } from './text.js';

/**
 * ts-morph is nine megabytes of CommonJS that include a compiler. `import` would first search all of it for exported names, which takes a
 * third of the time; `require` does not. The cast states the type that `import` would have.
 */
const { IndentationText, NewLineKind, Project, StructureKind } = createRequire(import.meta.url)('ts-morph') as typeof TsMorph;

/** A type that a file exports. */
export type Declaration = InterfaceDeclaration | AliasDeclaration;

/** An interface that a file exports. */
export interface InterfaceDeclaration {
  /** The tag of interfaces. */
  readonly kind: 'interface';
  /** The name of the interface. */
  readonly name: string;
  /** The comment of the interface. */
  readonly documentation: Documentation;
  /** The interfaces that it extends. */
  readonly extends: readonly string[];
  /** The members in the order in which they are printed. */
  readonly members: readonly Member[];
}

/** A type alias that a file exports. */
export interface AliasDeclaration {
  /** The tag of type aliases. */
  readonly kind: 'alias';
  /** The name of the alias. */
  readonly name: string;
  /** The comment of the alias. */
  readonly documentation: Documentation;
  /** The type with the space or line break before it. */
  readonly type: Layout;
}

/** A member of an interface. */
export interface Member {
  /** The name as it is spelled in TypeScript, quoted if necessary. */
  readonly name: string;
  /** Whether the member may be absent. */
  readonly isOptional: boolean;
  /** The type with the space or line break before it. */
  readonly type: Layout;
  /** The comment of the member. */
  readonly documentation: Documentation;
}

/** Prints declarations. Takes all declarations of a file at once, because ts-morph needs quadratic time to add one after another. */
export type DeclarationPrinter = (declarations: readonly Declaration[]) => string;

/** Returns a printer over one ts-morph project. The project keeps nothing of the printed text. */
export function createDeclarationPrinter(): DeclarationPrinter {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { noLib: true },
    manipulationSettings: { indentationText: IndentationText.TwoSpaces, newLineKind: NewLineKind.LineFeed },
  });
  return (declarations) => {
    const statements = declarations.map((declaration, at) => statement(declaration, declarations[at - 1]?.kind));
    const file = project.createSourceFile('file.ts', { statements }, { overwrite: true });
    const text = file.getFullText();
    file.forget();
    return text;
  };
}

/**
 * Returns the structure of a declaration. ts-morph prints a name unchanged, but always puts a space before a type. A type that
 * begins on a new line must not have this space, so the name carries the type as well.
 */
function statement(declaration: Declaration, previous: Declaration['kind'] | undefined): StatementStructures {
  const docs = morphDocs(declaration.documentation, '');
  if (declaration.kind === 'alias') {
    const start = `export type ${declaration.name} =`;
    const text = print(group(start, declaration.type)).slice('export type '.length);
    // ts-morph separates two interfaces by an empty line, but not two aliases.
    const leadingTrivia = previous === 'alias' ? '\n' : '';
    return { kind: StructureKind.TypeAlias, name: text, isExported: true, type: '', docs, leadingTrivia };
  }
  const { name, members } = declaration;
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    docs,
    extends: [...declaration.extends],
    properties: members.map(memberStructure),
  };
}

function memberStructure({ name, isOptional, type, documentation }: Member): OptionalKind<PropertySignatureStructure> {
  // ts-morph adds the indentation of two columns, and the semicolon.
  const text = print(group(name, isOptional ? '?:' : ':', type), '', lineWidth - 3);
  return { name: text, docs: morphDocs(documentation, '  ') };
}
