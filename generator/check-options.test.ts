import { generate, inspect } from './index.js';

/** Calls a function of the library as JavaScript can: with anything. */
function call(method: (options: never) => Promise<unknown>, ...args: readonly unknown[]): Promise<unknown> {
  return Reflect.apply(method, undefined, args) as Promise<unknown>;
}

describe('a wrong shape of an option is a TypeError that names the option', () => {
  test.each<[name: string, options: unknown]>([
    ['crd', { crd: 'x' }],
    ['crd', { crd: [5] }],
    ['crd', { crd: [''] }],
    ['crd', { crd: ['a\0b'] }],
    ['crd', { crd: new Set(['x']) }],
    ['openapi', { openapi: {} }],
    ['include', { crd: ['x'], include: 'x' }],
    ['exclude', { crd: ['x'], exclude: [null] }],
    ['crds', { crds: ['x'] }],
    ['constructor', { crd: ['x'], constructor: 1 }],
    ['out', { crd: ['x'], out: 'generated' }],
    ['check', { crd: ['x'], check: true }],
    ['groupNames', { crd: ['x'], groupNames: [] }],
    ['groupNames', { crd: ['x'], groupNames: { a: '1x' } }],
    ['groupNames', { crd: ['x'], groupNames: { a: 1 } }],
    ['importExtension', { crd: ['x'], importExtension: '.css' }],
    ['importExtension', { crd: ['x'], importExtension: '' }],
    ['listers', { crd: ['x'], listers: 'no' }],
    ['listers', { crd: ['x'], listers: false }],
    ['keepGoing', { crd: ['x'], keepGoing: 1 }],
    ['kubernetes', { kubernetes: 1.36 }],
    ['runtime', { crd: ['x'], runtime: '' }],
    ['fromCluster', { fromCluster: 'yes' }],
    ['context', { crd: ['x'], context: 'c' }],
    ['kubeconfig', { kubernetes: true, kubeconfig: 'k' }],
    ['cwd', { crd: ['x'], cwd: 5 }],
    ['stdin', { crd: ['-'], stdin: 'text' }],
    ['signal', { crd: ['x'], signal: {} }],
    ['onProgress', { crd: ['x'], onProgress: true }],
    ['crd', {}],
    ['crd', { crd: [], kubernetes: false }],
    ['options', undefined],
    ['options', null],
    ['options', ['x']],
    ['options', 'x'],
  ])('%s: %p', async (name, options) => {
    const error = await call(generate, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(new RegExp(`\\b${name}\\b`));
    expect((error as TypeError).message.split('\n')).toHaveLength(1);
  });
});

test('the error for a misspelt option suggests the one that is meant', async () => {
  await expect(call(generate, { crds: ['x'] })).rejects.toThrow('unknown option crds (did you mean crd?)');
});

test('inspect takes the options of the input only', async () => {
  await expect(call(inspect, { crd: ['x'], listers: true })).rejects.toThrow(/^unknown option listers/);
  await expect(call(inspect, { crd: 'x' })).rejects.toThrow(TypeError);
});

test('undefined is the same as an option that is absent', async () => {
  const failure = await call(generate, { crd: ['nope.yaml'], include: undefined, kubernetes: undefined }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ name: 'GenerateError' });
});
