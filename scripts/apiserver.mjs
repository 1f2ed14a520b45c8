import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { startRealApiServer } from './lib/real-server.mjs';
import { main } from './lib/run.mjs';

/**
 * `npm run apiserver [-- KUBECONFIG]`: runs a real kube-apiserver with temporary data until a signal. Writes its kubeconfig to
 * `.cache/apiserver/kubeconfig`, or to the given file.
 */
const kubeconfig = process.argv[2] ?? path.join('.cache', 'apiserver', 'kubeconfig');

/** Resolves with the first SIGINT or SIGTERM. The second one ends the process immediately. */
function nextSignal() {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const end = (signal) => {
      for (const other of signals) process.removeListener(other, end);
      resolve(signal);
    };
    for (const signal of signals) process.on(signal, end);
  });
}

await main(async () => {
  if (kubeconfig.startsWith('-') || process.argv.length > 3) throw new Error('usage: npm run apiserver [-- KUBECONFIG]');
  const start = performance.now();
  const server = await startRealApiServer();
  try {
    await mkdir(path.dirname(kubeconfig), { recursive: true });
    await writeFile(kubeconfig, server.kubeconfig, { mode: 0o600 });
    process.stdout.write(`
kube-apiserver is ready after ${((performance.now() - start) / 1000).toFixed(1)} s at ${server.url}
  kubeconfig  ${kubeconfig}   contexts: token, certificate, exec; all may do everything
  logs        ${server.logs.join('  ')}

  npx kube-client-gen generate --from-cluster --kubeconfig ${kubeconfig} --out generated
  npx kube-client-gen inspect --from-cluster --kubeconfig ${kubeconfig} --context exec
  node examples/rediscluster/dist/src/demo.js --kubeconfig ${kubeconfig}      (after npm start)
  kubectl --kubeconfig ${kubeconfig} get namespaces

Objects are stored and nothing more: no controller, no scheduler and no node is here. Ctrl-C ends it, and forgets everything.
`);
    const signal = await nextSignal();
    process.stdout.write(`${signal}: stopping\n`);
  } finally {
    await server.stop();
    await rm(kubeconfig, { force: true });
  }
  process.stdout.write('stopped\n');
});
