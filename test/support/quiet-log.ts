/**
 * Drops what `defaultLogger` writes, so that the output of a test run shows failures alone: most tests give no logger, and many
 * provoke failures. Other uses of `console.error` stay visible. Tests of the default itself replace `console.error` once more.
 */
const line = /^\S+ (?:WARN|ERROR) kube-client-runtime: /;
// eslint-disable-next-line no-console -- this file filters it.
const write = console.error.bind(console);

// eslint-disable-next-line no-console -- as above.
console.error = (...args: readonly unknown[]): void => {
  const [first] = args;
  if (typeof first !== 'string' || !line.test(first)) write(...args);
};
