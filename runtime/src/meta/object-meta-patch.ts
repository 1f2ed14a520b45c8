import type { PatchMeta } from './resource.js';

/**
 * How strategic merge patches treat `metadata`, of every kind that they can be sent to.
 * Source: the `x-kubernetes-patch-*` extensions of ObjectMeta in Kubernetes' OpenAPI document.
 */
export const objectMetaPatchMeta: PatchMeta = {
  fields: {
    finalizers: { strategies: ['merge'] },
    ownerReferences: { strategies: ['merge'], key: 'uid' },
  },
};
