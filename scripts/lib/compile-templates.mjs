import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';

/**
 * Returns the text of the module that replaces `generator/emit/compiled-templates.ts` in the package, and needs no template
 * compiler. `built` is the compiled module, which reads and compiles the templates.
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
