import { unexpectedAnswer } from '../errors/connection-error.js';
import { ConnectionError } from '../errors/index.js';
import { groupVersionString, type ResourceInfo } from '../meta/index.js';
import { goQuote, type LogFields } from '../util/index.js';
import { isInitialEventsEnd, type AcceptedEvent } from './decode.js';

/** The kind of objects whose metadata alone was asked for. */
const metadataKind = 'PartialObjectMetadata';

/**
 * Returns a check of the kinds of events, for one watch. An object of another kind is skipped, with one warning for each such kind. Among
 * initial events it throws a `ConnectionError` instead: they are everything that there is, and what is missing counts as deleted.
 *
 * An object without a kind is taken, and gets that of the resource. If the kind of the resource is not known, all are taken but a `Status`.
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
