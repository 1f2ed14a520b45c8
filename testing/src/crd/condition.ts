import { arrayOrEmpty, at, isObject, setAt, type JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';

/** A condition of a definition, without its time. */
export interface CrdCondition extends JsonObject {
  /** The type. */
  type: string;
  /** The state. */
  status: 'True' | 'False';
  /** A CamelCase word. */
  reason: string;
  /** A sentence. */
  message: string;
}

/** Sets a condition. An unchanged condition keeps its time. */
export function setCrdCondition(object: ApiObject, condition: CrdCondition, now: string): void {
  const conditions = arrayOrEmpty(at(object, 'status', 'conditions')).filter(isObject);
  const index = conditions.findIndex((other) => other['type'] === condition.type);
  const before = conditions[index];
  const lastTransitionTime = before?.['status'] === condition.status ? before['lastTransitionTime'] : now;
  const made = { ...condition, lastTransitionTime };
  const next = before === undefined ? [...conditions, made] : conditions.with(index, made);
  setAt(object, ['status', 'conditions'], next);
}
