import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

/** Strict: a view must have every key that its template names. What comes out is TypeScript, not HTML. */
export const templateOptions = { noEscape: true, strict: true, knownHelpersOnly: true };

const folder = path.join(import.meta.dirname, '../../templates');

/** Returns the text of a template, with the same line ends on every platform. */
export function readTemplate(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r\n/g, '\n');
}

/**
 * Compiles a template of `templates/`. Only the sources run this function, in tests.
 *
 * The build replaces this module by one with compiled templates (`scripts/build.mjs`). Compiling them took a tenth of a short
 * run.
 */
export function compiledTemplate(name: string): Handlebars.TemplateDelegate {
  return Handlebars.compile(readTemplate(path.join(folder, `${name}.hbs`)), templateOptions);
}
