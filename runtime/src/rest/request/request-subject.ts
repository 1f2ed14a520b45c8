import type { GroupResource } from '../../meta/index.js';

/** Returns the resource and the name of a path of the API, for messages. Returns undefined for other paths. */
export function requestSubject(path: string): { resource: GroupResource; name: string | undefined } | undefined {
  const segments = path.split('/').slice(1).map(decode);
  const group = segments[0] === 'api' ? '' : segments[0] === 'apis' ? segments[1] : undefined;
  if (group === undefined) return undefined;
  let rest = segments.slice(segments[0] === 'api' ? 2 : 3);
  // `namespaces/<namespace>` refers to the namespace itself, and so do its two subresources.
  if (rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') rest = rest.slice(2);
  const [resource, name] = rest;
  return resource === undefined || resource === '' ? undefined : { resource: { group, resource }, name };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // The encoding is invalid, but the segment is only used in a message.
    return segment;
  }
}
