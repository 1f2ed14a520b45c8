/**
 * What is wrong with a name as one segment of a path, in client-go's words; empty when nothing is.
 * A name that passes cannot lead a request to another resource than the one that is meant, whatever decodes it on its way.
 */
export function pathSegmentFaults(name: string): readonly string[] {
  if (name === '') return ['may not be empty'];
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

const kept = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;
const notKept = /[!'()*]/g;

/** One segment as it stands in a URL, with the characters kept that Go's `net/url` keeps. */
export function encodePathSegment(segment: string): string {
  return escapeAll(segment).replace(kept, (escaped) => decodeURIComponent(escaped));
}

/** A query as it stands in a URL after `?`, as Go's `net/url` prints it; the order stays. */
export function encodeQuery(query: readonly (readonly [name: string, value: string])[]): string {
  const plus = (text: string): string => escapeAll(text).replaceAll('%20', '+');
  return query.map(([name, value]) => `${plus(name)}=${plus(value)}`).join('&');
}

/** Lone surrogates, which no URL can hold, become U+FFFD as in Go. */
function escapeAll(text: string): string {
  const escaped = encodeURIComponent(
    text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'),
  );
  return escaped.replace(notKept, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
