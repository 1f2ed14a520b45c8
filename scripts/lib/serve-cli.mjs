/** Runs command lines that the parent process sends, one after the other, with the built command. Tests use it. */
const { main } = await import(new URL('../../dist/generator/cli/main.js', import.meta.url).href);

async function* once(text) {
  yield await Promise.resolve(text);
}

/** @param {any} message Holds `args`, `cwd` and `input`. */
async function answer(message) {
  const { args, cwd, input } = message;
  let stdout = '';
  let stderr = '';
  const code = await main(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    stdin: once(input),
    env: {},
    cwd,
    interrupt: new AbortController().signal,
  });
  process.send?.({ code, stdout, stderr });
}

process.on('message', (message) => void answer(message));
