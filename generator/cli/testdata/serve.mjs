/** Runs command lines that its parent sends, one after the other, with the built command. */
import { main } from '../../../dist/generator/cli/main.js';

process.on('message', async ({ args, cwd, input }) => {
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    stdin: (async function* () {
      yield input;
    })(),
    env: {},
    cwd,
    interrupt: new AbortController().signal,
  });
  process.send({ code, stdout, stderr });
});
