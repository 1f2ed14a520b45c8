import type { ResourceEventHandler } from '../informer/event-handler.js';
import { isDeletedFinalStateUnknown } from '../store/tombstone.js';
import type { TestPod } from './pods.js';

const named = ({ metadata }: TestPod) =>
  `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}@${metadata.resourceVersion}`;

/**
 * A handler that records its events as text, such as `add a/one@1 initial`, `update a/one@1 -> @2`, `delete a/one@2` or
 * `delete tombstone a/one@2`.
 */
export class Recorder implements ResourceEventHandler<TestPod> {
  readonly events: string[] = [];

  onAdd(obj: TestPod, isInInitialList: boolean): void {
    this.events.push(`add ${named(obj)}${isInInitialList ? ' initial' : ''}`);
  }

  onUpdate(oldObj: TestPod, newObj: TestPod): void {
    this.events.push(`update ${named(oldObj)} -> @${newObj.metadata.resourceVersion}`);
  }

  onDelete(obj: Parameters<NonNullable<ResourceEventHandler<TestPod>['onDelete']>>[0]): void {
    if (!isDeletedFinalStateUnknown(obj)) this.events.push(`delete ${named(obj)}`);
    else this.events.push(`delete tombstone ${obj.obj ? named(obj.obj) : obj.key}`);
  }

  /** Returns the events since the last call. */
  take(): string[] {
    return this.events.splice(0);
  }
}
