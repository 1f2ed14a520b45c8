import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { measureInTurn } from '../measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

/**
 * Measures TypeScript 6.0 with the output for the complete Kubernetes API, ours and the peer's, under the same settings. Returns
 * nothing if one output does not exist.
 */
export async function benchCompile({ folder, runs, log }) {
  const outputs = [
    { name: 'kube-client-gen', folder: path.join(folder, 'ours-kubernetes') },
    { name: 'openapi-ts', folder: path.join(folder, 'hey-api') },
  ].filter((output) => existsSync(output.folder));
  if (outputs.length < 2) return [];
  const commands = [];
  for (const output of outputs) {
    const project = path.join(folder, `tsc-${output.name}`);
    await mkdir(project, { recursive: true });
    await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify(settings(output.folder)));
    commands.push({ name: `tsc on ${output.name}`, script: tsc, args: ['-p', project] });
  }
  return measureInTurn(commands, { runs, onRun: (command, seconds) => log(`${command.name} ${seconds.toFixed(2)} s`) });
}

function settings(output) {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      paths: { 'kube-client-runtime/codegen/v1': [path.join(root, 'runtime/dist/esm/codegen/v1/index.d.ts')] },
    },
    include: [output],
  };
}
