import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

/** Strict: a view must have every key that its template names. What comes out is TypeScript, not HTML. */
export const templateOptions = { noEscape: true, strict: true, knownHelpersOnly: true };

const folder = path.join(import.meta.dirname, '../../templates');

/** The text of a template, whatever a checkout has made of its line ends. */
export function readTemplate(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r\n/g, '\n');
}

/**
 * Compiles a template of `templates/`. This is how the sources run, in tests. In the package a module stands in this one's place that
 * holds the templates as they were compiled when it was built (`scripts/build.mjs`): compiling them took a tenth of a short run.
 */
export function compiledTemplate(name: string): Handlebars.TemplateDelegate {
  return Handlebars.compile(readTemplate(path.join(folder, `${name}.hbs`)), templateOptions);
}
