/**
 * Derives identifiers from names that may contain any text. The result is always a legal identifier of TypeScript. It has only
 * letters and digits of the Basic Multilingual Plane, without joiners, direction marks and other invisible characters.
 */

const notPartOfIdentifier = /[^\p{L}\p{Nl}\p{Nd}$]+|[^\u0000-\uffff]+/gu;

/** Returns the parts of a name between characters that no identifier has, without empty parts. */
function parts(name: string): string[] {
  return name
    .normalize('NFC')
    .split(notPartOfIdentifier)
    .filter((part) => part !== '');
}

/**
 * Returns the name of a type, or of a part of one: `foo-bar` gives `FooBar`, `hostIP` gives `HostIP`. The result is empty if the
 * name has no letter or digit.
 */
export function pascalCase(name: string): string {
  return parts(name)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** Returns the identifier of a type: `pascalCase`, with a prefix if this is not a legal identifier. */
export function typeIdentifier(name: string): string {
  const cased = pascalCase(name);
  if (cased === '') return 'Unnamed';
  return /^[\p{L}\p{Nl}]/u.test(cased) && !isUncased(cased.charAt(0)) ? cased : `T${cased}`;
}

/** Whether a first letter has no upper case, so that types and constants could not be told apart by it. */
function isUncased(letter: string): boolean {
  return letter.toUpperCase() === letter.toLowerCase() || letter.toUpperCase() !== letter;
}

/**
 * Returns the name of a function, constant or member for a type. A leading acronym becomes lower case: `IPAddress` gives
 * `ipAddress`, `VPC` gives `vpc`. `RedisCluster` gives `redisCluster`.
 */
export function camelCase(name: string): string {
  const cased = pascalCase(name);
  const run = /^[\p{Lu}\p{Nd}]+/u.exec(cased)?.[0] ?? '';
  const rest = cased.slice(run.length);
  const lowered = run.length > 1 && /^\p{Ll}/u.test(rest) ? run.length - 1 : run.length;
  return cased.slice(0, lowered).toLowerCase() + cased.slice(lowered);
}

/** Whether a text is a property name that needs no quotes. Reserved words are. */
export function isIdentifierName(text: string): boolean {
  return /^[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Nd}_$]*$/u.test(text);
}

/** Returns the first of `name`, `name2`, `name3`, … that is not taken. */
export function uniqueName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) {
    const candidate = `${name}${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}
