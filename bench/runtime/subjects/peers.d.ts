/** The peers of the benchmark are in `bench/package.json`. They are installed only to run it. */
declare module 'undici';
declare module '@kubernetes/client-node';
