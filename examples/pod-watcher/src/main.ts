import { loadConfig, setupSignalHandler } from 'kube-client-runtime';
import { createClientset, createSharedInformerFactory } from '../generated/index.js';
import { consoleLogger } from './console-logger.js';
import { newPodController } from './controller.js';

/** Logs the pods of the cluster that kubectl uses, until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const signal = setupSignalHandler();
  const clientset = createClientset(await loadConfig());
  const factory = createSharedInformerFactory(clientset, { stripManagedFields: true, logger: consoleLogger });
  try {
    await newPodController(factory, consoleLogger).run(2, signal);
  } finally {
    clientset.rest.close();
  }
}

await main();
