/** Peers of the benchmark have packages of their own (`bench/package.json`), which are installed only to run it. */
declare module 'undici';
declare module '@kubernetes/client-node';
