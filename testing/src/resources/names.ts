import type { Random } from 'kube-client-runtime';

/** The rules for names and labels. Each function returns messages in the server's words. */

const labelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainFormat = `${labelFormat}(\\.${labelFormat})*`;
const qualifiedFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const valueFormat = `(${qualifiedFormat})?`;
const dns1035Format = '[a-z]([-a-z0-9]*[a-z0-9])?';

const label = new RegExp(`^${labelFormat}$`);
const subdomain = new RegExp(`^${subdomainFormat}$`);
const qualifiedName = new RegExp(`^${qualifiedFormat}$`);
const labelValue = new RegExp(`^${valueFormat}$`);
const dns1035 = new RegExp(`^${dns1035Format}$`);

/** A function that returns the errors of a name. `prefix` is true for a `generateName`. */
export type NameRule = (name: string, prefix: boolean) => string[];

function byteLength(value: string): number {
  return Buffer.byteLength(value);
}

/** The unit of a limit. The server says characters for names of objects and bytes for labels. */
type Unit = 'bytes' | 'characters';

function tooLong(max: number, unit: Unit): string {
  return `must be no more than ${max} ${unit}`;
}

function formatError(message: string, format: string, ...examples: readonly string[]): string {
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}

/** Replaces a trailing dash, which a prefix can have because characters follow. */
function maskTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

/** Returns the errors of a DNS label. */
export function isDns1123Label(value: string): string[] {
  const faults: string[] = [];
  if (byteLength(value) > 63) faults.push(tooLong(63, 'characters'));
  if (!label.test(value)) {
    faults.push(
      subdomain.test(value)
        ? 'must not contain dots'
        : formatError(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            labelFormat,
            'my-name',
            '123-abc',
          ),
    );
  }
  return faults;
}

/** Returns the errors of a DNS subdomain. */
export function isDns1123Subdomain(value: string, unit: Unit = 'characters'): string[] {
  const faults: string[] = [];
  if (byteLength(value) > 253) faults.push(tooLong(253, unit));
  if (!subdomain.test(value)) {
    faults.push(
      formatError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        subdomainFormat,
        'example.com',
      ),
    );
  }
  return faults;
}

/** Returns the errors of a DNS label that begins with a letter. */
export function isDns1035Label(value: string): string[] {
  const faults: string[] = [];
  if (byteLength(value) > 63) faults.push(tooLong(63, 'characters'));
  if (!dns1035.test(value)) {
    faults.push(
      formatError(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        dns1035Format,
        'my-name',
        'abc-123',
      ),
    );
  }
  return faults;
}

const qualifiedWords =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Returns the errors of a label key. */
export function isQualifiedName(value: string): string[] {
  const format = (): string => formatError(qualifiedWords, qualifiedFormat, 'MyName', 'my.name', '123-abc');
  const parts = value.split('/');
  if (parts.length > 2) {
    return [`a valid label key ${format()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const faults: string[] = [];
  const name = parts.at(-1) ?? '';
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') faults.push('prefix part must be non-empty');
    else faults.push(...isDns1123Subdomain(prefix, 'bytes').map((fault) => `prefix part ${fault}`));
  }
  if (name === '') faults.push('name part must be non-empty');
  else if (byteLength(name) > 63) faults.push(`name part ${tooLong(63, 'bytes')}`);
  if (!qualifiedName.test(name)) faults.push(`name part ${format()}`);
  return faults;
}

/** Returns the errors of a label value. */
export function isLabelValue(value: string): string[] {
  const faults: string[] = [];
  if (byteLength(value) > 63) faults.push(tooLong(63, 'bytes'));
  if (!labelValue.test(value)) {
    faults.push(
      formatError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        valueFormat,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  }
  return faults;
}

/** The rule for names that only need to fit in a URL. */
export const pathSegmentRule: NameRule = (name, prefix) => {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
};

/** The rule for names that are DNS subdomains. */
export const subdomainRule: NameRule = (name, prefix) => isDns1123Subdomain(prefix ? maskTrailingDash(name) : name);

/** The rule for names that are DNS labels. */
export const labelRule: NameRule = (name, prefix) => isDns1123Label(prefix ? maskTrailingDash(name) : name);

/** The rule for names that are DNS labels and begin with a letter. */
export const dns1035Rule: NameRule = (name, prefix) => isDns1035Label(prefix ? maskTrailingDash(name) : name);

/** The letters of generated names. Vowels and similar-looking letters are left out, so that no words result. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const longestGeneratedBase = 58;

/** Returns a name of a prefix and five random letters. */
export function generateName(base: string, random: Random): string {
  let suffix = '';
  for (let index = 0; index < 5; index++) suffix += nameAlphabet[Math.floor(random() * nameAlphabet.length)] ?? 'b';
  return base.slice(0, longestGeneratedBase) + suffix;
}
