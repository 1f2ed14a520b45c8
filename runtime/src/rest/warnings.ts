import type { Logger } from '../util/index.js';

/**
 * A handler of `Warning` headers. The `code` of Kubernetes' warnings is 299. The `agent` is often `-`.
 *
 * Source: RFC 7234, section 5.5
 */
export type WarningHandler = (code: number, agent: string, text: string) => void;

/** A parsed warning. */
export interface WarningHeader {
  /** The code of the warning. */
  readonly code: number;
  /** The name of the server or proxy that added the warning. */
  readonly agent: string;
  /** The text for people. */
  readonly text: string;
}

/**
 * Matches `299 - "text"`, optionally followed by a date. The text is a quoted string. Sticky, to find all warnings of a value in
 * order.
 */
const warningValue = /\s*([1-9]\d\d) ([^\s"]+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?\s*(?:,|$)/y;

/** The number of texts that `logWarnings` remembers. Limits the memory if all warnings differ. */
const rememberedTexts = 1000;

/**
 * Returns the warnings of a header in their order. Ignores the rest of a value after a malformed warning, whose end is unknown.
 */
export function parseWarningHeaders(values: string | readonly string[] | undefined): WarningHeader[] {
  const warnings: WarningHeader[] = [];
  for (const value of typeof values === 'string' ? [values] : (values ?? [])) {
    const pattern = new RegExp(warningValue);
    for (let match = pattern.exec(value); match !== null; match = pattern.exec(value)) {
      const [, code = '', agent = '', text = ''] = match;
      warnings.push({ code: Number(code), agent, text: withoutControls(text.replace(/\\(.)/g, '$1')) });
      if (pattern.lastIndex === value.length) break;
    }
  }
  return warnings;
}

/** Returns the default handler, which logs each text of code 299 once. */
export function logWarnings(logger: Logger): WarningHandler {
  const seen = new Set<string>();
  return (code, _agent, text) => {
    if (code !== 299 || text === '' || seen.has(text)) return;
    if (seen.size >= rememberedTexts) seen.clear();
    seen.add(text);
    logger.warn(text);
  };
}

/** Decodes the text as UTF-8, which Node has decoded as latin-1. Removes control characters, which could forge lines of a log. */
function withoutControls(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('utf8')
    .replace(/\p{Cc}/gu, '');
}
