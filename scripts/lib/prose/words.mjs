/**
 * Phrases that are hard to read, with their replacements. The rules search comments, messages and test names for them.
 *
 * @type {readonly { pattern: RegExp, instead: string }[]}
 * /
 */
export const phrases = [
  { pattern: /\b(?:is|are|was|were|be) none\b/i, instead: 'say what is missing: "there is no …", "without a …"' },
  { pattern: /\banew\b/i, instead: '"again", or the word of the field: relist, resync, renew' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix' },
  { pattern: /\b(?:is|are) told\b/i, instead: '"is called with", "receives", "is notified of"' },
  { pattern: /\btells? (?:of|who|what|whether|how|that|no)\b/i, instead: 'report, return, say' },
  { pattern: /\bthat which\b/i, instead: 'name it' },
  { pattern: /\b(?:who|what|which|where|when)ever\b/i, instead: '"every caller that …", "if"' },
  { pattern: /\bbeside (?:the|it|its|their|what|that|this|others?)\b/i, instead: '"next to" (place), or "in addition to"' },
  { pattern: /\bthe whole\b/i, instead: '"the complete", or "all"' },
  { pattern: /\bmay be had\b/i, instead: 'is available' },
  { pattern: /\bone['’]s own\b/i, instead: 'your own' },
  { pattern: /\bof (?:it|them) (?:all|any more)\b/i, instead: 'say what is meant' },
  { pattern: /\b(?:it|they) (?:does|do) not come to that\b/i, instead: 'say what does not happen' },
];
