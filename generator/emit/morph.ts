import { createRequire } from 'node:module';
import type * as TsMorph from 'ts-morph';
import type { StatementStructures } from 'ts-morph';

/**
 * ts-morph is nine megabytes of CommonJS with a compiler in it. Imported, all of it is searched for the names that it exports first,
 * which takes a third of the time; required, it is not. The cast states what the import would have.
 */
const { IndentationText, NewLineKind, Project, QuoteKind, StructureKind } = createRequire(import.meta.url)(
  'ts-morph',
) as typeof TsMorph;

export { StructureKind };

/** Prints declarations given as structures. All of a file are handed over at once: adding one at a time is quadratic. */
export type StatementPrinter = (statements: (StatementStructures | string)[]) => string;

/** A printer over one project of ts-morph, which keeps nothing of what it has printed. */
export function createStatementPrinter(): StatementPrinter {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { noLib: true },
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      newLineKind: NewLineKind.LineFeed,
      quoteKind: QuoteKind.Single,
      useTrailingCommas: true,
    },
  });
  return (statements) => {
    const file = project.createSourceFile('file.ts', { statements: statements.map(apart) }, { overwrite: true });
    const text = file.getFullText();
    file.forget();
    // A union that begins on a line of its own leaves the space that stood before it. Comments hold none: they are trimmed.
    // The end of a list of such a union stands where its field does.
    return text.replace(/ +\n/g, '\n').replace(/^ {4}\)\[\]/gm, '  )[]');
  };
}

/** Parts declarations from one another by an empty line, also where ts-morph would not: between two type aliases. */
function apart(
  statement: StatementStructures | string,
  at: number,
  all: readonly (StatementStructures | string)[],
): StatementStructures | string {
  const before = all[at - 1];
  if (typeof statement === 'string' || statement.kind !== StructureKind.TypeAlias) return statement;
  return typeof before === 'object' && before.kind === StructureKind.TypeAlias
    ? { ...statement, leadingTrivia: '\n' }
    : statement;
}
