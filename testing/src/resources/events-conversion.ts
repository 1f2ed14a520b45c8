import { objectOrEmpty, type JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import type { ResourceDefinition } from './definition.js';

/**
 * The fields of events that have another name in `events.k8s.io`. Both groups share the same objects, which are stored as core
 * events.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
const renamed: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

function rename(object: ApiObject, apiVersion: string, pairs: readonly (readonly [from: string, to: string])[]): ApiObject {
  const names = new Map(pairs);
  const fields = Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value] as const);
  const made: JsonObject = Object.fromEntries(fields);
  return { ...made, apiVersion, kind: object.kind, metadata: object.metadata };
}

type Conversion = NonNullable<ResourceDefinition['convert']>;

/** Adds the times that core events print even if they are unknown. */
function withCoreDefaults(object: ApiObject): ApiObject {
  return {
    ...object,
    source: objectOrEmpty(object['source']),
    firstTimestamp: object['firstTimestamp'] ?? null,
    lastTimestamp: object['lastTimestamp'] ?? null,
    eventTime: object['eventTime'] ?? null,
    reportingComponent: object['reportingComponent'] ?? '',
    reportingInstance: object['reportingInstance'] ?? '',
  };
}

/** The conversion of events in the core group. */
export const coreEventFromStorage: Conversion = { fromStorage: withCoreDefaults, toStorage: (object) => object };

/** The conversion of events in `events.k8s.io`. */
export const eventsEventConversion: Conversion = {
  fromStorage: (object) => rename({ ...object, eventTime: object['eventTime'] ?? null }, 'events.k8s.io/v1', renamed),
  toStorage: (object) =>
    rename(
      object,
      'v1',
      renamed.map(([core, events]) => [events, core] as const),
    ),
};
