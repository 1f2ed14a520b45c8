import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';

/**
 * The text of the module that the package has in the place of `generator/emit/compiled-templates.ts`, and that needs no compiler. `built`
 * is what the compiler has made of that; it says how templates are compiled.
 */
export async function compileTemplates(folder, built) {
  const { templateOptions } = await import(pathToFileURL(built).href);
  const specs = readdirSync(folder)
    .sort()
    .map((file) => {
      const source = readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n');
      return `${JSON.stringify(path.basename(file, '.hbs'))}: ${Handlebars.precompile(source, templateOptions)}`;
    });
  return [
    `import Handlebars from 'handlebars/runtime.js';`,
    `const specs = {\n${specs.join(',\n')}\n};`,
    `export const compiledTemplate = (name) => Handlebars.template(specs[name]);`,
    '',
  ].join('\n');
}
