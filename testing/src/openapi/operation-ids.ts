interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/**
 * Returns the id of an operation: a verb, the group version, and the object, such as `NamespacedDeploymentStatus`. The part after
 * the verb begins with a capital letter, even for a kind in lower case.
 */
export function operationId(verb: string, { group, version }: GroupVersion, object: string): string {
  const words = [groupWord(group), version, object].map((word) => capital(identifier(word)));
  return `${verb}${words.join('')}`;
}

/** Returns the tag of a group version: `apps_v1`, `rbacAuthorization_v1`. */
export function operationTag({ group, version }: GroupVersion): string {
  return `${identifier(groupWord(group))}_${identifier(version)}`;
}

function groupWord(group: string): string {
  return group === '' ? 'core' : group.replace(/\.k8s\.io$/, '');
}

/**
 * Returns the letters, digits and underscores of a text, without a leading digit. A letter after any other character becomes a
 * capital.
 */
function identifier(text: string): string {
  const [first = '', ...rest] = text.replace(/^\d/, ' ').split(/[^\p{L}\p{Nd}_]+/u);
  return [first, ...rest.map(capital)].join('');
}

/** Returns a word with a capital first letter. */
export function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
