import { compareText, lineWidth, quote } from './text.js';

interface Binding {
  readonly name: string;
  readonly alias: string;
  value: boolean;
}

/** What a file imports: collected while its body is written, printed above it. */
export class Imports {
  readonly #modules = new Map<string, Map<string, Binding>>();

  /** Notes that the file uses a name of a module, under an alias. Used as a value once, it is imported as one. */
  add(module: string, name: string, alias: string, use: 'type' | 'value'): void {
    let bindings = this.#modules.get(module);
    if (!bindings) this.#modules.set(module, (bindings = new Map<string, Binding>()));
    const known = bindings.get(name);
    if (!known) bindings.set(name, { name, alias, value: use === 'value' });
    else if (use === 'value') known.value = true;
  }

  /** One declaration a module: packages first, then the furthest folder. Values stand before types. */
  print(): string {
    return [...this.#modules]
      .sort(([a], [b]) => distance(a) - distance(b) || compareText(a, b))
      .map(([module, bindings]) => declaration('import', module, [...bindings.values()]))
      .join('');
  }
}

/** The declaration that hands on what a module declares. */
export function reexport(module: string, values: readonly string[], types: readonly string[]): string {
  const binding = (name: string, value: boolean): Binding => ({ name, alias: name, value });
  return declaration('export', module, [
    ...values.map((name) => binding(name, true)),
    ...types.map((name) => binding(name, false)),
  ]);
}

function distance(module: string): number {
  if (module.startsWith('../')) return 1;
  return module.startsWith('./') ? 2 : 0;
}

function declaration(keyword: 'import' | 'export', module: string, bindings: readonly Binding[]): string {
  const sorted = [...bindings].sort(
    (a, b) =>
      Number(b.value) - Number(a.value) || compareText(a.name.toLowerCase(), b.name.toLowerCase()) || compareText(a.name, b.name),
  );
  const typesOnly = sorted.every((binding) => !binding.value);
  const names = sorted.map(({ name, alias, value }) => {
    const renamed = alias === name ? name : `${name} as ${alias}`;
    return value || typesOnly ? renamed : `type ${renamed}`;
  });
  const head = typesOnly ? `${keyword} type` : keyword;
  const inline = `${head} { ${names.join(', ')} } from ${quote(module)};\n`;
  if (inline.length - 1 <= lineWidth) return inline;
  return `${head} {\n${names.map((name) => `  ${name},\n`).join('')}} from ${quote(module)};\n`;
}
