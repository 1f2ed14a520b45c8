import { loadConfig, setupSignalHandler } from 'kube-client-runtime';
import { createClientset, createSharedInformerFactory } from '../generated/index.js';
import { newPodController } from './controller.js';
import { consoleLogger } from './console-logger.js';

const signal = setupSignalHandler();
const clientset = createClientset(await loadConfig());
const factory = createSharedInformerFactory(clientset, { resyncPeriodMs: 30 * 60_000, stripManagedFields: true, logger: consoleLogger });

await newPodController(factory, consoleLogger).run(2, signal);
clientset.rest.close();
