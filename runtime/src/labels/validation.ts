/**
 * The syntax of labels and names. Each function returns the violations as the API server words them, and an empty array for valid
 * input.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */

const keyPattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const keyRegExp = new RegExp(`^${keyPattern}$`);
const valuePattern = `(${keyPattern})?`;
const valueRegExp = new RegExp(`^${valuePattern}$`);
const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const labelRegExp = new RegExp(`^${labelPattern}$`);
const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`;
const subdomainRegExp = new RegExp(`^${subdomainPattern}$`);

const consistsOf = "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/**
 * Validates a label key, a qualified name in the words of Kubernetes: an optional DNS subdomain and `/`, then at most 63
 * characters.
 */
export function validateLabelKey(key: string): string[] {
  const parts = key.split('/');
  const [first = '', second] = parts;
  const keyError = regexError(`must ${consistsOf}`, keyPattern, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    return [`a valid label key ${keyError} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const errors: string[] = [];
  if (second !== undefined) {
    const prefixErrors = first === '' ? ['must be non-empty'] : subdomainErrors(first, 'bytes');
    errors.push(...prefixErrors.map((error) => `prefix part ${error}`));
  }
  const name = second ?? first;
  if (name === '') errors.push('name part must be non-empty');
  else if (byteLength(name) > 63) errors.push(`name part ${tooLong(63, 'bytes')}`);
  if (!keyRegExp.test(name)) errors.push(`name part ${keyError}`);
  return errors;
}

/** Validates a label value: empty, or at most 63 characters. */
export function validateLabelValue(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(tooLong(63, 'bytes'));
  if (!valueRegExp.test(value)) {
    errors.push(
      regexError(`a valid label must be an empty string or ${consistsOf}`, valuePattern, 'MyValue', 'my_value', '12345'),
    );
  }
  return errors;
}

/** Validates the name of most kinds: at most 253 characters, DNS labels joined by dots. */
export function validateDNS1123Subdomain(value: string): string[] {
  return subdomainErrors(value, 'characters');
}

/** Returns the violations of a DNS subdomain. The server's unit is characters in names of objects and bytes in label keys. */
function subdomainErrors(value: string, unit: 'bytes' | 'characters'): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(tooLong(253, unit));
  if (!subdomainRegExp.test(value)) {
    const message =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
      'and must start and end with an alphanumeric character';
    errors.push(regexError(message, subdomainPattern, 'example.com'));
  }
  return errors;
}

/** Validates the name of a namespace and of some other kinds: at most 63 characters without dots. */
export function validateDNS1123Label(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(tooLong(63, 'characters'));
  if (!labelRegExp.test(value)) {
    const message =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
      'and must start and end with an alphanumeric character';
    const dotted = subdomainRegExp.test(value);
    errors.push(dotted ? 'must not contain dots' : regexError(message, labelPattern, 'my-name', '123-abc'));
  }
  return errors;
}

function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  const quoted = examples.map((example) => `'${example}'`).join(',  or ');
  return `${message} (e.g. ${quoted}, regex used for validation is '${pattern}')`;
}

function tooLong(limit: number, unit: 'bytes' | 'characters'): string {
  return `must be no more than ${limit} ${unit}`;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
