import type { Logger } from '../util/index.js';

/**
 * Told of a `Warning` header. `code` is 299 for what Kubernetes sends; `agent` is often `-`.
 * Source: RFC 7234, section 5.5.
 */
export type WarningHandler = (code: number, agent: string, text: string) => void;

/** One warning as it stands in a header. */
export interface WarningHeader {
  readonly code: number;
  readonly agent: string;
  readonly text: string;
}

/**
 * `299 - "text"`, perhaps with a date behind it; the text is a quoted string. Sticky, so that several in one value are read in
 * turn.
 */
const warningValue = /\s*([1-9]\d\d) ([^\s"]+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?\s*(?:,|$)/y;

/** How many texts `logWarnings` remembers; a server that makes up ever new ones must not fill the memory. */
const rememberedTexts = 1000;

/** The warnings of a header, in their order. What follows a malformed one is left out, as its borders are not known. */
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

/** The default handler: logs each text of code 299 once. */
export function logWarnings(logger: Logger): WarningHandler {
  const seen = new Set<string>();
  return (code, _agent, text) => {
    if (code !== 299 || text === '' || seen.has(text)) return;
    if (seen.size >= rememberedTexts) seen.clear();
    seen.add(text);
    logger.warn(text);
  };
}

/** Bytes beyond ASCII come as latin-1 from Node and are UTF-8 on the wire; control characters could forge lines of a log. */
function withoutControls(text: string): string {
  return Buffer.from(text, 'latin1')
    .toString('utf8')
    .replace(/\p{Cc}/gu, '');
}
