interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/**
 * The id of an operation: a verb, the group version, and what the verb is done to, such as `NamespacedDeploymentStatus`. What follows
 * the verb begins with capitals, a kind of small letters too.
 */
export function operationId(verb: string, { group, version }: GroupVersion, object: string): string {
  const words = [groupWord(group), version, object].map((word) => capital(identifier(word)));
  return `${verb}${words.join('')}`;
}

/** `apps_v1`, `rbacAuthorization_v1`. */
export function operationTag({ group, version }: GroupVersion): string {
  return `${identifier(groupWord(group))}_${identifier(version)}`;
}

function groupWord(group: string): string {
  return group === '' ? 'core' : group.replace(/\.k8s\.io$/, '');
}

/** The letters, digits and underscores of a text, but for a digit at its start; what follows something else begins with a capital. */
function identifier(text: string): string {
  const [first = '', ...rest] = text.replace(/^\d/, ' ').split(/[^\p{L}\p{Nd}_]+/u);
  return [first, ...rest.map(capital)].join('');
}

export function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
