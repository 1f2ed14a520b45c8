/**
 * An ESLint rule for the order of imports: Node's modules, packages, then relative imports from the farthest folder to the
 * nearest. Imports of one group are sorted by name.
 *
 * Side-effect imports remain in their place. Only the imports between them are sorted.
 *
 * @type {import('eslint').Rule.RuleModule}
 * /
 */
export const importOrder = {
  meta: {
    type: 'layout',
    fixable: 'code',
    schema: [],
    messages: { order: 'imports are out of order: {{first}} comes before {{second}} (eslint --fix orders them)' },
  },
  create(context) {
    return {
      Program(program) {
        for (const run of runsOf(program.body)) {
          const sorted = [...run].sort((a, b) => compare(specifierOf(a), specifierOf(b)));
          const at = run.findIndex((node, index) => node !== sorted[index]);
          const [found, wanted] = [run[at], sorted[at]];
          if (found === undefined || wanted === undefined) continue;
          const { sourceCode } = context;
          /** @param {ImportDeclaration} node */
          const hasComment = (node) => sourceCode.getCommentsBefore(node).length > 0 && node !== run[0];
          context.report({
            node: found,
            messageId: 'order',
            data: { first: specifierOf(wanted), second: specifierOf(found) },
            // A comment between imports may belong to either of its neighbors.
            fix: run.some(hasComment)
              ? null
              : (fixer) => run.map((node, index) => fixer.replaceText(node, sourceCode.getText(sorted[index]))),
          });
        }
      },
    };
  },
};

/** @typedef {import('estree').ImportDeclaration} ImportDeclaration */

/**
 * Returns the imports of a module in runs that side-effect imports separate.
 *
 * @param {import('estree').Program['body']} body
 * @returns {ImportDeclaration[][]}
 * /
 */
function runsOf(body) {
  /** @type {ImportDeclaration[][]} */
  const runs = [[]];
  for (const node of body) {
    if (node.type !== 'ImportDeclaration') continue;
    if (node.specifiers.length === 0) runs.push([]);
    else runs.at(-1)?.push(node);
  }
  return runs;
}

/** @param {ImportDeclaration} node */
const specifierOf = (node) => String(node.source.value);

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  const difference = rankOf(a) - rankOf(b);
  return difference !== 0 ? difference : a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Returns the rank of a module's group. Farther folders have lower ranks.
 *
 * @param {string} specifier
 * /
 */
function rankOf(specifier) {
  if (specifier.startsWith('node:')) return 0;
  if (!specifier.startsWith('.')) return 1;
  const up = specifier.split('/').filter((part) => part === '..').length;
  return 100 - up;
}
