/**
 * Drops the output of `defaultLogger`, so that the output of a test run shows only failures. Most tests set no logger, and many
 * provoke failures. Other calls of `console.error` remain visible. Tests of the default logger replace `console.error` again.
 */
const line = /^\S+ (?:WARN|ERROR) kube-client-runtime: /;
// eslint-disable-next-line no-console -- this file filters it.
const write = console.error.bind(console);

// eslint-disable-next-line no-console -- as above.
console.error = (...args: readonly unknown[]): void => {
  const [first] = args;
  if (typeof first !== 'string' || !line.test(first)) write(...args);
};
