import { mutableCopy } from './index.js';
import type { Condition, Immutable, Input, KubeObject, Mutable, NotImmutable, StoredMeta, UpdateInput } from './index.js';

interface Pod extends KubeObject {
  kind: 'Pod';
  metadata: StoredMeta;
  spec: { containers: { name: string; args?: string[] | undefined }[]; nodeSelector?: Record<string, string> | undefined };
  status?: { conditions?: Condition[] | undefined } | undefined;
}

declare function create(object: Input<Pod>): void;
declare function update(object: UpdateInput<Pod>): void;
declare function read(object: Immutable<Pod>): readonly string[];

/** Compiled, never run: each `@ts-expect-error` is a mistake that must not compile. */
export function protections(own: Pod, cached: Immutable<Pod>): void {
  read(own);
  read(cached);
  const list: readonly Immutable<Pod>[] = [own, cached];
  create(own);
  update(own);
  update(mutableCopy(cached));
  // @ts-expect-error an object from a cache is not created
  create(cached);
  // @ts-expect-error an object from a cache is not written back
  update(cached);
  // @ts-expect-error a copy of the fields shares what is below them
  update({ ...cached });
  // @ts-expect-error an object from a list of a cache is not written back
  update(list[0] ?? cached);
  // @ts-expect-error a field of a cached object is not set
  cached.spec = { containers: [] };
  // @ts-expect-error a field below is not set
  cached.metadata.labels = {};
  // @ts-expect-error a list is not changed
  cached.spec.containers.push({ name: 'a' });
  // @ts-expect-error a map is not changed
  cached.spec.nodeSelector['a'] = 'b';
  // @ts-expect-error an immutable object is not a mutable one
  const mutable: NotImmutable & Pod = cached;
  // @ts-expect-error a function that writes takes no cached object
  const write: (pod: Immutable<Pod>) => void = update;
  read(mutable);
  write(own);
}

/** Compiled, never run. */
export function mutableTypes(own: Pod, cached: Immutable<Pod>, either: Mutable<Immutable<Pod> | undefined>): unknown[] {
  const back: Mutable<typeof cached> = own;
  const again: Pod = back;
  const plain: Mutable<Pod> = own;
  const input: Mutable<UpdateInput<Pod>> = own;
  const maybe: Pod | undefined = either;
  const text: Mutable<string> = 'a';
  // @ts-expect-error the mutable type of a pod is no text
  const wrong: Mutable<typeof cached> = 'a';
  update(back);
  update(plain);
  update(input);
  return [again, maybe, text, wrong];
}

test('a copy of your own object and a copy of a cached one have the same type', () => {
  const own: { a: number[] } = { a: [1] };
  const cached: Immutable<{ a: number[] }> = own;
  const copies: { a: number[] }[] = [mutableCopy(own), mutableCopy(cached)];
  expect(copies).toEqual([{ a: [1] }, { a: [1] }]);
});
