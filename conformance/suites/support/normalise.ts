const placeholders: Readonly<Record<string, string>> = {
  uid: '<uid>',
  resourceVersion: '<version>',
  creationTimestamp: '<time>',
  deletionTimestamp: '<time>',
  lastTransitionTime: '<time>',
  time: '<time>',
  continue: '<token>',
  token: '<token>',
  username: '<user>',
};

/**
 * Replaces the values that differ between runs or servers without a meaning: uids, versions, times, tokens, the namespace of the
 * test. Removes managedFields, which the suite of server-side apply checks.
 */
export function normalise(value: unknown, namespace: string): unknown {
  if (typeof value === 'string') {
    const text = namespace === '' ? value : value.replaceAll(namespace, '<namespace>');
    return text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
      .replace(/("resourceVersion\\?":\\?"|in record \(|[vV]ersion: )\d+/g, '$1<version>');
  }
  if (Array.isArray(value)) return value.map((item) => normalise(item, namespace));
  if (typeof value !== 'object' || value === null) return value;
  const shown = Object.entries(value).filter(([key]) => key !== 'managedFields');
  const entries = shown.map(([key, held]) => {
    const placeholder = placeholders[key];
    if (key === 'clusterIP' || key === 'clusterIPs') return [key, withoutAddresses(held)] as const;
    const known = placeholder !== undefined && typeof held === 'string' && held !== '';
    return [key, known ? placeholder : normalise(held, namespace)] as const;
  });
  return Object.fromEntries(entries);
}

/** Removes the addresses of services, which are random. */
function withoutAddresses(held: unknown): unknown {
  if (Array.isArray(held)) return held.map(withoutAddresses);
  return held === 'None' ? held : '<address>';
}
