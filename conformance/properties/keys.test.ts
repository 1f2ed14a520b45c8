import fc from 'fast-check';
import {
  DeletedFinalStateUnknown,
  deletionHandlingMetaNamespaceKeyFunc,
  metaNamespaceKeyFunc,
  splitMetaNamespaceKey,
  type CachedObject,
} from 'kube-client-runtime/cache';
import { sameAnswer } from './support/property.js';
import { anyText, textOf } from './support/text.js';

const part = fc.oneof(fc.constantFrom('', 'a', 'default', 'web-0', '/', 'a/b', 'kube-system'), anyText);
const metadata = fc.record({ name: part, namespace: part, uid: part }, { requiredKeys: [] });
const object: fc.Arbitrary<CachedObject> = fc.record({ metadata });

sameAnswer('an object has the same key', 'keys.of', object, metaNamespaceKeyFunc);
sameAnswer(
  'a deleted object has the same key, and a tombstone has its own key',
  'keys.ofDeleted',
  fc.record({ key: fc.option(part), object }),
  (input) =>
    deletionHandlingMetaNamespaceKeyFunc(
      input.key === null ? input.object : new DeletedFinalStateUnknown(input.key, input.object),
    ),
);
sameAnswer('a key is taken apart alike', 'keys.split', textOf(fc.oneof(part, fc.constant('/')), 5), splitMetaNamespaceKey);
