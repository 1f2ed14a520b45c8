import { fieldErrorString } from '../errors/field-error.js';
import { messageOf } from '../util/errors.js';
import { compareCodePoints } from '../util/index.js';
import { binaryOperators, checkKey, newRequirement, type Operator, type Requirement } from './requirement.js';
import { type RequirementSelector, selectorFromRequirements } from './selector.js';

/** A token: a symbol, a keyword, a word (a key or a value), or the end of the text. */
interface Token {
  readonly kind: 'symbol' | 'keyword' | 'word' | 'end';
  readonly text: string;
}

/**
 * Blanks and one token. Matches no token at the end of the text, and at a NUL that stands in the place of a token. A NUL right
 * after a token only ends the token. Two-character symbols precede their one-character prefixes.
 */
const tokenPattern = /[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^=!(),<> \t\r\n\0]+))\0?/y;

const symbols: Readonly<Record<string, Operator>> = { '=': '=', '==': '==', '!=': '!=', '>': 'gt', '<': 'lt' };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  for (;;) {
    const [, symbol, word] = tokenPattern.exec(text) ?? [];
    if (symbol !== undefined) {
      tokens.push({ kind: 'symbol', text: symbol });
    } else if (word !== undefined) {
      tokens.push({ kind: word === 'in' || word === 'notin' ? 'keyword' : 'word', text: word });
    } else {
      tokens.push({ kind: 'end', text: '' });
      return tokens;
    }
  }
}

/**
 * Parses a label selector: requirements joined by commas. A requirement is `key`, `!key`, `key=value`, `key==value`,
 * `key!=value`, `key in (a,b)`, `key notin (a,b)`, `key>1` or `key<1`. The empty string selects everything. An empty value is a
 * value.
 *
 * Throws an Error with the API server's message.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 *
 * @example
 * ```ts
 * import { parseSelector } from 'kube-client-runtime';
 *
 * const selector = parseSelector('app=redis,tier in (cache, web),!canary');
 * selector.matches({ app: 'redis', tier: 'cache' }); // => true
 * selector.matches({ app: 'redis', tier: 'cache', canary: '1' }); // => false
 * ```
 */
export function parseSelector(selector: string): RequirementSelector {
  return selectorFromRequirements(parseRequirements(selector));
}

/**
 * Parses a label selector into its requirements, in the order of the text.
 *
 * Throws as `parseSelector` does.
 */
export function parseRequirements(selector: string): Requirement[] {
  const tokens = new Tokens(tokenize(selector));
  const requirements: Requirement[] = [];
  let token = tokens.peek();
  if (token.kind === 'end') return requirements;
  if (!startsRequirement(token)) throw new Error(`found '${token.text}', expected: !, identifier, or 'end of string'`);
  for (;;) {
    try {
      requirements.push(parseRequirement(tokens));
    } catch (error) {
      const why = messageOf(error);
      throw new Error(`unable to parse requirement: ${why}`, { cause: error });
    }
    token = tokens.next();
    if (token.kind === 'end') return requirements;
    if (!isSymbol(token, ',')) throw new Error(`found '${token.text}', expected: ',' or 'end of string'`);
    token = tokens.peek();
    if (!startsRequirement(token)) throw new Error(`found '${token.text}', expected: identifier after ','`);
  }
}

/** The tokens that are still unread. After the last one, every read returns the end token. */
class Tokens {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: '' };
  }

  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }
}

function isSymbol(token: Token, text: string): boolean {
  return token.kind === 'symbol' && token.text === text;
}

/** Whether a token is a word. A keyword is a word too, except where an operator is expected: `in in (in)` is a requirement. */
function isWord(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'keyword';
}

function startsRequirement(token: Token): boolean {
  return isWord(token) || isSymbol(token, '!');
}

function parseRequirement(tokens: Tokens): Requirement {
  const negated = isSymbol(tokens.peek(), '!');
  if (negated) tokens.next();
  const token = tokens.next();
  if (!isWord(token)) throw new Error(`found '${token.text}', expected: identifier`);
  const key = token.text;
  const [wrong] = checkKey(key, '<nil>');
  if (wrong) throw new Error(fieldErrorString(wrong));
  if (negated) return newRequirement(key, '!', []);
  const after = tokens.peek();
  if (after.kind === 'end' || isSymbol(after, ',')) return newRequirement(key, 'exists', []);
  const operator = parseOperator(tokens);
  const values = operator === 'in' || operator === 'notin' ? parseValues(tokens) : [parseExactValue(tokens)];
  return newRequirement(key, operator, [...new Set(values)].sort(compareCodePoints));
}

function parseOperator(tokens: Tokens): Operator {
  const { kind, text } = tokens.next();
  const operator = kind === 'symbol' ? symbols[text] : kind === 'keyword' ? (text === 'in' ? 'in' : 'notin') : undefined;
  if (operator === undefined) throw new Error(`found '${text}', expected: ${binaryOperators.join(', ')}`);
  return operator;
}

/** Parses `(a,b)`. An empty string before, between or after commas is a value, and `()` is one empty value. */
function parseValues(tokens: Tokens): string[] {
  const open = tokens.next();
  if (!isSymbol(open, '(')) throw new Error(`found '${open.text}' expected: '('`);
  const first = tokens.peek();
  if (isSymbol(first, ')')) {
    tokens.next();
    return [''];
  }
  if (!isWord(first) && !isSymbol(first, ',')) {
    throw new Error(`found '${first.text}', expected: ',', ')' or identifier`);
  }
  const values: string[] = [];
  for (;;) {
    const token = tokens.next();
    if (isWord(token)) {
      values.push(token.text);
      const after = tokens.peek();
      if (isSymbol(after, ')')) break;
      if (!isSymbol(after, ',')) throw new Error(`found '${after.text}', expected: ',' or ')'`);
    } else if (isSymbol(token, ',')) {
      const after = tokens.peek();
      if (values.length === 0 || isSymbol(after, ',') || isSymbol(after, ')')) values.push('');
      if (isSymbol(after, ')')) break;
    } else {
      throw new Error(`found '${token.text}', expected: ',', or identifier`);
    }
  }
  tokens.next();
  return values;
}

/** Parses the value of `key=value`. Returns the empty string if it is missing. */
function parseExactValue(tokens: Tokens): string {
  const token = tokens.peek();
  if (token.kind === 'end' || isSymbol(token, ',')) return '';
  tokens.next();
  if (!isWord(token)) throw new Error(`found '${token.text}', expected: identifier`);
  return token.text;
}
