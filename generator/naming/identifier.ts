/**
 * Identifiers from names that may hold anything. What comes out is always a legal identifier of TypeScript, made of letters and
 * digits of the Basic Multilingual Plane: no joiners, no direction marks, nothing that an editor shows differently than it is.
 */

const notPartOfIdentifier = /[^\p{L}\p{Nl}\p{Nd}$]+|[^\u0000-\uffff]+/gu;

/** The parts of a name between characters that no identifier has; parts that hold nothing are left out. */
function parts(name: string): string[] {
  return name
    .normalize('NFC')
    .split(notPartOfIdentifier)
    .filter((part) => part !== '');
}

/**
 * The name of a type, or a part of one: `foo-bar` is `FooBar`, `hostIP` is `HostIP`. Empty where the name holds no letter or
 * digit.
 */
export function pascalCase(name: string): string {
  return parts(name)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** The identifier of a type: `pascalCase`, with what is missing for a legal one put in front. */
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
 * The name of a function, constant or member that goes with a type: a leading acronym is lowered whole (`IPAddress` is
 * `ipAddress`, `CSIDriver` is `csiDriver`, `VPC` is `vpc`), `RedisCluster` is `redisCluster`.
 */
export function camelCase(name: string): string {
  const cased = pascalCase(name);
  const run = /^[\p{Lu}\p{Nd}]+/u.exec(cased)?.[0] ?? '';
  const rest = cased.slice(run.length);
  const lowered = run.length > 1 && /^\p{Ll}/u.test(rest) ? run.length - 1 : run.length;
  return cased.slice(0, lowered).toLowerCase() + cased.slice(lowered);
}

/** Whether text can stand as a property name, or after a dot, without quotes. Reserved words can. */
export function isIdentifierName(text: string): boolean {
  return /^[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Nd}_$]*$/u.test(text);
}

/** The first of `name`, `name2`, `name3`, … that is not taken. */
export function uniqueName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let number = 2; ; number++) {
    const candidate = `${name}${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}
