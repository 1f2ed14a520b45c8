import { unexpectedAnswer } from '../errors/connection-error.js';
import { ConnectionError } from '../errors/index.js';
import { groupVersionString, type ResourceInfo } from '../meta/index.js';
import { goQuote, type LogFields } from '../util/index.js';
import { isInitialEventsEnd, type AcceptedEvent } from './decode.js';

/** The kind of objects in responses that contain only metadata. */
const metadataKind = 'PartialObjectMetadata';

/**
 * Returns a check of the kinds of the events of one watch. It rejects an object of another kind, and warns once for each such
 * kind.
 *
 * The check accepts an object without a kind, and gives it the kind of the resource. If the kind of the resource is not known, it
 * accepts all objects but a `Status`.
 *
 * Throws a `ConnectionError` for another kind among initial events, because a missing initial object counts as deleted.
 */
export function newKindCheck(
  resource: ResourceInfo,
  { initialEvents, warn }: { readonly initialEvents: boolean; readonly warn: (message: string, fields: LogFields) => void },
): (event: AcceptedEvent) => boolean {
  const warned = new Set<unknown>();
  const apiVersion = groupVersionString(resource);
  let initial = initialEvents;
  return (event) => {
    const { object } = event;
    const kind = object['kind'];
    if (isKind(resource, kind)) {
      if (event.type === 'BOOKMARK') initial &&= !isInitialEventsEnd(event);
      else if (!kind && resource.kind !== '') {
        object['kind'] = resource.kind;
        object['apiVersion'] ??= apiVersion;
      }
      return true;
    }
    const other = typeof kind === 'string' ? goQuote(kind.slice(0, 100)) : 'an object without a kind';
    if (initial) {
      const message = `the watch sent ${other} among the initial events of ${resource.plural}, instead of ${goQuote(resource.kind)}`;
      throw new ConnectionError(message, { code: unexpectedAnswer });
    }
    if (!warned.has(kind)) {
      warned.add(kind);
      warn('Skipped watch events of another kind', { resource: resource.plural, kind, expected: resource.kind });
    }
    return false;
  };
}

function isKind(resource: ResourceInfo, kind: unknown): boolean {
  if (resource.kind === '') return kind !== 'Status';
  return kind === resource.kind || kind === undefined || kind === null || kind === '' || kind === metadataKind;
}
