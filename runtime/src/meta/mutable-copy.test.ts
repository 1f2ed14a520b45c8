import { mutableCopy } from './index.js';
import type { Immutable, KubeObject } from './index.js';

interface Pod extends KubeObject {
  spec: { containers: { name: string }[] };
}

test('a copy of a frozen object can be changed, and the original stays unchanged', () => {
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: '1' } }, spec: { containers: [{ name: 'a' }] } };
  Object.freeze(pod.spec.containers);
  const cached = Object.freeze(pod) as unknown as Immutable<Pod>;
  const mine: Pod = mutableCopy(cached);
  mine.spec.containers.push({ name: 'b' });
  mine.metadata.labels = {};
  expect(mine.spec.containers).toHaveLength(2);
  expect(pod.spec.containers).toHaveLength(1);
  expect(pod.metadata.labels).toEqual({ a: '1' });
});

test("a copy of what is one's own has the same type", () => {
  const mine: { a: number[] } = { a: [1] };
  const copy: { a: number[] } = mutableCopy(mine);
  expect(copy).toEqual(mine);
  expect(copy.a).not.toBe(mine.a);
});
