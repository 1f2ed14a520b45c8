/**
 * Returns the problems of a name as one segment of a path, in client-go's words, or an empty list.
 *
 * A name without problems cannot lead a request to another resource, even if a proxy decodes it.
 */
export function pathSegmentFaults(name: string): readonly string[] {
  if (name === '') return ['may not be empty'];
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

/** The characters that Go's `net/url` does not encode in a segment, but `encodeURIComponent` does. */
const kept = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;
/** The characters that Go's `net/url` encodes, but `encodeURIComponent` does not. */
const notKept = /[!'()*]/g;

/** Encodes one segment of a path as Go's `net/url` does. */
export function encodePathSegment(segment: string): string {
  return escapeAll(segment).replace(kept, (escaped) => decodeURIComponent(escaped));
}

/** Encodes query parameters as Go's `net/url` does, in the given order. */
export function encodeQuery(query: readonly (readonly [name: string, value: string])[]): string {
  const plus = (text: string): string => escapeAll(text).replaceAll('%20', '+');
  return query.map(([name, value]) => `${plus(name)}=${plus(value)}`).join('&');
}

/** Encodes a text. Lone surrogates, which a URL cannot contain, become U+FFFD as in Go. */
function escapeAll(text: string): string {
  const escaped = encodeURIComponent(
    text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'),
  );
  return escaped.replace(notKept, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
