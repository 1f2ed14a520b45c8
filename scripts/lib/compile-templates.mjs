import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';

/**
 * The text of the module that the package has in the place of `generator/emit/compiled-templates.ts`, and that needs no compiler. `built`
 * is what the compiler has made of that; it says how templates are read and compiled.
 */
export async function compileTemplates(folder, built) {
  const { readTemplate, templateOptions } = await import(pathToFileURL(built).href);
  const specs = readdirSync(folder)
    .sort()
    .map((file) => {
      const spec = Handlebars.precompile(readTemplate(path.join(folder, file)), templateOptions);
      return `${JSON.stringify(path.basename(file, '.hbs'))}: ${spec}`;
    });
  return [
    `import Handlebars from 'handlebars/runtime.js';`,
    `const specs = {\n${specs.join(',\n')}\n};`,
    `export const compiledTemplate = (name) => Handlebars.template(specs[name]);`,
    '',
  ].join('\n');
}
