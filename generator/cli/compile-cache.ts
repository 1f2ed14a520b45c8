import module from 'node:module';

// Node 22 keeps compiled code on disk when it is asked to: half of a short run is compiling ts-morph. Node 20 has no such thing.
const enable: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof enable === 'function') Reflect.apply(enable, module, []);
