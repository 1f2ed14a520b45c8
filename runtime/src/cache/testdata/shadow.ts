import type { ResourceEventHandler } from '../informer/event-handler.js';
import { metaNamespaceKeyFunc, deletionHandlingMetaNamespaceKeyFunc } from '../store/keys.js';
import type { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { TestPod } from './pods.js';

/** A copy of the cache that is built from the events of a handler, and the events that contradicted it. */
export class Shadow implements ResourceEventHandler<TestPod> {
  readonly objects: Map<string, TestPod> = new Map<string, TestPod>();
  readonly nonsense: string[] = [];

  onAdd(obj: TestPod): void {
    const key = metaNamespaceKeyFunc(obj);
    if (this.objects.has(key)) this.nonsense.push(`add of ${key}, which is there`);
    this.objects.set(key, obj);
  }

  onUpdate(oldObj: TestPod, newObj: TestPod): void {
    const key = metaNamespaceKeyFunc(newObj);
    if (this.objects.get(key) !== oldObj) this.nonsense.push(`update of ${key} from a state that was not told`);
    if (Number(newObj.metadata.resourceVersion) < Number(oldObj.metadata.resourceVersion)) {
      this.nonsense.push(`${key} went back from ${oldObj.metadata.resourceVersion} to ${newObj.metadata.resourceVersion}`);
    }
    this.objects.set(key, newObj);
  }

  onDelete(obj: TestPod | DeletedFinalStateUnknown<TestPod>): void {
    const key = deletionHandlingMetaNamespaceKeyFunc<TestPod>(obj);
    if (!this.objects.delete(key)) this.nonsense.push(`delete of ${key}, which is not there`);
  }
}
