import { paragraphsOf, sentencesOf } from './doc-comment.mjs';
import { phrases } from './words.mjs';

const mostWords = 25;

/** A doc that opens with one of these has a clause as its subject. */
const clauseOpener = /^(?:What|Whether|Who|Whose|Whoever|Whom|How|Where|Which|When|That which|As far as)\b/;

/**
 * Whether the documented node is a boolean, a function that returns one, or a type guard.
 *
 * @param {any} node
 * @returns {boolean}
 */
function isBoolean(node) {
  const type = node?.typeAnnotation?.typeAnnotation ?? node?.typeAnnotation;
  if (type) return isBooleanType(type.type === 'TSFunctionType' ? type.returnType?.typeAnnotation : type);
  const returned = node?.returnType?.typeAnnotation ?? node?.value?.returnType?.typeAnnotation;
  if (returned) return isBooleanType(returned);
  if (node?.type === 'Literal') return typeof node.value === 'boolean';
  if (node?.value?.type === 'Literal') return isBoolean(node.value);
  if (node?.declaration) return isBoolean(node.declaration);
  if (node?.declarations) return isBoolean(node.declarations[0]?.id) || isBoolean(node.declarations[0]?.init);
  return false;
}

/**
 * @param {any} type
 * @returns {boolean}
 */
function isBooleanType(type) {
  if (!type) return false;
  if (type.type === 'TSBooleanKeyword' || type.type === 'TSTypePredicate') return true;
  if (type.type === 'TSLiteralType') return typeof type.literal.value === 'boolean';
  if (type.type === 'TSUnionType') return type.types.some(isBooleanType);
  if (type.type === 'TSTypeReference') return type.typeArguments?.params.some(isBooleanType) ?? false;
  return false;
}

/**
 * Returns the node that follows a comment on the lines after it.
 *
 * @param {any} sourceCode
 * @param {any} comment
 */
function documentedNode(sourceCode, comment) {
  const token = sourceCode.getTokenAfter(comment);
  if (!token) return undefined;
  let node = sourceCode.getNodeByRangeIndex(token.range[0]);
  while (node?.parent && node.parent.type !== 'Program' && node.parent.range[0] === token.range[0]) node = node.parent;
  return node;
}

/**
 * Calls `visit` with each doc comment of a file.
 *
 * @param {(context: any, comment: any) => void} visit
 * @returns {(context: any) => any}
 */
function forEachDoc(visit) {
  return (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (comment.type === 'Block' && comment.value.startsWith('*')) visit(context, comment);
      }
    },
  });
}

/**
 * Reports a doc comment that opens with a clause. "Whether" may open the doc of a boolean.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const docOpener = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { clause: 'a doc begins with a verb ("Returns …") or a noun ("A queue that …"), not with "{{word}}"' },
  },
  create: forEachDoc((context, comment) => {
    const [first = ''] = paragraphsOf(comment.value);
    const word = clauseOpener.exec(first)?.[0];
    if (word === undefined) return;
    if (word === 'Whether' && isBoolean(documentedNode(context.sourceCode, comment))) return;
    context.report({ loc: comment.loc, messageId: 'clause', data: { word } });
  }),
};

/**
 * Reports a sentence of a doc comment with more than 25 words.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const docSentences = {
  meta: { type: 'suggestion', schema: [], messages: { long: 'a sentence of {{words}} words, of {{most}} at most: "{{text}}"' } },
  create: forEachDoc((context, comment) => {
    for (const paragraph of paragraphsOf(comment.value)) {
      for (const { text, words } of sentencesOf(paragraph)) {
        if (words <= mostWords) continue;
        const data = { words: String(words), most: String(mostWords), text: `${text.slice(0, 60)}…` };
        context.report({ loc: comment.loc, messageId: 'long', data });
      }
    }
  }),
};

/**
 * Reports phrases that a reader has to read twice, in comments of every kind and in strings.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const plainWords = {
  meta: { type: 'suggestion', schema: [], messages: { phrase: 'instead of "{{found}}": {{instead}}' } },
  create(/** @type {any} */ context) {
    /** @param {string} text @param {any} loc */
    const check = (text, loc) => {
      for (const { pattern, instead } of phrases) {
        const found = pattern.exec(text)?.[0];
        if (found !== undefined) context.report({ loc, messageId: 'phrase', data: { found, instead } });
      }
    };
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments())
          check(comment.value.replace(/\s*\n\s*\*?\s*/g, ' ').replace(/`[^`]*`/g, ''), comment.loc);
      },
      Literal(/** @type {any} */ node) {
        if (typeof node.value === 'string' && node.value.includes(' ')) check(node.value, node.loc);
      },
      TemplateElement(/** @type {any} */ node) {
        check(node.value.cooked ?? '', node.loc);
      },
    };
  },
};

/** @param {any} node */
function isPublicMember(node) {
  if (node.accessibility === 'private' || node.accessibility === 'protected') return false;
  if (node.computed || node.key?.type === 'PrivateIdentifier') return false;
  return node.type !== 'TSIndexSignature' && !(node.type === 'MethodDefinition' && node.kind === 'constructor');
}

/**
 * Reports exports, and public members of exported interfaces and classes, that have no doc comment.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const documented = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { undocumented: '{{kind}} {{name}} has no doc comment' },
  },
  create(/** @type {any} */ context) {
    const { sourceCode } = context;
    /** @param {any} node */
    const hasDoc = (node) =>
      sourceCode.getCommentsBefore(node).some((/** @type {any} */ c) => c.type === 'Block' && c.value.startsWith('*'));
    /** @param {any} node @param {string} kind @param {string} name */
    const report = (node, kind, name) =>
      context.report({ node: node.id ?? node.key ?? node, messageId: 'undocumented', data: { kind, name } });
    /** @type {Set<string>} */
    const overloads = new Set();
    return {
      ExportNamedDeclaration(/** @type {any} */ node) {
        const { declaration } = node;
        if (!declaration) return;
        const name = declaration.id?.name ?? declaration.declarations?.[0]?.id?.name ?? '';
        if (hasDoc(node)) overloads.add(name);
        else if (!overloads.has(name)) report(declaration, 'export', name);
        const inherits = (declaration.implements?.length ?? 0) > 0 || declaration.superClass;
        const members =
          declaration.type === 'TSInterfaceDeclaration'
            ? declaration.body.body
            : declaration.type === 'ClassDeclaration' && !inherits
              ? declaration.body.body
              : [];
        for (const member of members) {
          const memberName = member.key?.name ?? member.key?.value;
          if (memberName === undefined || !isPublicMember(member)) continue;
          const id = `${name}.${memberName}`;
          if (hasDoc(member)) overloads.add(id);
          else if (!overloads.has(id)) report(member, 'member', id);
        }
      },
    };
  },
};

/** The plugin and its rules as a part of an ESLint configuration. */
export const prose = /** @type {const} */ ({
  plugins: {
    prose: { rules: { 'doc-opener': docOpener, 'doc-sentences': docSentences, 'plain-words': plainWords, documented } },
  },
  rules: {
    'prose/doc-opener': 'error',
    'prose/doc-sentences': 'error',
    'prose/plain-words': 'error',
    'prose/documented': 'error',
  },
});
