/**
 * Reads doc comments as prose: sentences and openers, without code, links and tags.
 *
 * @typedef {{ text: string, words: number }} Sentence
 */

/** Tags whose text is code or a name, not a sentence. */
const tagsOfCode = new Set(['example', 'param', 'typedef', 'type', 'template', 'see', 'link', 'packageDocumentation', 'import']);

/** Abbreviations whose period ends no sentence. */
const abbreviation = /\b(?:e\.g|i\.e|etc|vs|cf|approx|no)\.$/i;

/**
 * Returns the lines of a doc comment without its delimiters and leading asterisks.
 *
 * @param {string} value The comment's value as ESLint has it: without the outer slashes and asterisk.
 * @returns {string[]}
 */
function linesOf(value) {
  return value
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
}

/**
 * Returns the paragraphs of a doc comment as running text. Code blocks, code spans, URLs and tags of code are left out or
 * replaced by one word, since they are not read as prose.
 *
 * @param {string} value
 * @returns {string[]}
 */
export function paragraphsOf(value) {
  /** @type {string[]} */
  const paragraphs = [];
  let paragraph = '';
  let inCode = false;
  let inTag = false;
  const flush = () => {
    if (paragraph.trim() !== '') paragraphs.push(paragraph.trim());
    paragraph = '';
  };
  for (const line of linesOf(value)) {
    if (/^\s*```/.test(line)) {
      inCode = !inCode;
      flush();
      continue;
    }
    if (inCode) continue;
    const tag = /^\s*@(\w+)\s*/.exec(line);
    if (tag) {
      flush();
      inTag = tagsOfCode.has(tag[1] ?? '');
      if (!inTag) paragraph = line.slice(tag[0].length);
      continue;
    }
    if (line.trim() === '') {
      flush();
      inTag = false;
      continue;
    }
    if (inTag) continue;
    // List items, table rows, and facts on lines of their own each stand alone.
    if (/^\s*(?:[-*|]|\d+\.)\s/.test(line) || /^\s*(?:Default|Unit|Source|Throws|Rejects|See)\b/.test(line)) flush();
    paragraph += ` ${line.trim()}`;
  }
  flush();
  return paragraphs;
}

/**
 * Splits running text into sentences and counts their words. A code span or a URL counts as one word.
 *
 * @param {string} paragraph
 * @returns {Sentence[]}
 */
export function sentencesOf(paragraph) {
  const plain = paragraph
    .replace(/`[^`]*`/g, 'Code')
    .replace(/\{@link\s+[^}]*\}/g, 'Link')
    .replace(/\bhttps?:\/\/\S+/g, 'Link')
    .replace(/^(?:[-*|]|\d+\.)\s+/, '');
  /** @type {Sentence[]} */
  const sentences = [];
  let start = 0;
  for (const end of plain.matchAll(/[.!?:;](?=\s|$)/g)) {
    const sentence = plain.slice(start, end.index + 1);
    const more = /[:;]/.test(end[0]) || abbreviation.test(sentence) || /^\s+[a-z]/.test(plain.slice(end.index + 1));
    if (more) continue;
    sentences.push(measure(sentence));
    start = end.index + 1;
  }
  if (plain.slice(start).trim() !== '') sentences.push(measure(plain.slice(start)));
  return sentences;
}

/**
 * @param {string} text
 * @returns {Sentence}
 */
function measure(text) {
  const trimmed = text.trim();
  return { text: trimmed, words: trimmed.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length };
}
