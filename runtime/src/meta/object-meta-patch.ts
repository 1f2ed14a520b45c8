import type { PatchMeta } from './resource.js';

/**
 * The rules of strategic merge patches for the `metadata` of every kind that accepts them.
 *
 * Source: the `x-kubernetes-patch-*` extensions of ObjectMeta in the OpenAPI document of Kubernetes
 */
export const objectMetaPatchMeta: PatchMeta = {
  fields: {
    finalizers: { strategies: ['merge'] },
    ownerReferences: { strategies: ['merge'], key: 'uid' },
  },
};
