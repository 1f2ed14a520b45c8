/** Removes the characters that comments may change: white space, stars, backslashes, and invisible characters. */
const squeeze = (text) =>
  text.replace(/\\u\{[0-9a-f]+\}/g, '').replace(/[\s*\\\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cf}]+/gu, '');

const numbers = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'multipleOf'];

/** Returns the names of the constraints of a schema that a comment does not mention. */
export function missingFromComment(schema, comment) {
  const text = squeeze(comment);
  const missing = [];
  const need = (name, wanted) => {
    if (!text.includes(squeeze(wanted))) missing.push(name);
  };
  if (typeof schema.description === 'string')
    need(`its description ${JSON.stringify(schema.description.slice(0, 60))}`, schema.description);
  for (const name of numbers) if (typeof schema[name] === 'number') need(name, `@${name} ${schema[name]}`);
  for (const side of ['minimum', 'maximum']) {
    if (typeof schema[side] !== 'number') continue;
    const exclusive = side === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
    need(side, `@${schema[exclusive] === true ? exclusive : side} ${schema[side]}`);
  }
  if (typeof schema.pattern === 'string') need('pattern', `@pattern ${schema.pattern}`);
  if (schema.format && schema.format !== 'int-or-string') need('format', `@format ${schema.format}`);
  if (schema.default !== undefined) need('default', `@default ${JSON.stringify(schema.default)}`);
  const listType = schema['x-kubernetes-list-type'];
  if (typeof listType === 'string' && listType !== 'atomic') need('list type', `@listType ${listType}`);
  for (const key of listType === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : []) need('map key', `@listMapKey ${key}`);
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    // Comments use a shorter text for a value that never changes.
    if (/^\s*self\s*==\s*oldSelf\s*$/.test(rule.rule)) need('immutability', '@immutable');
    else need('rule', rule.rule);
    if (typeof rule.message === 'string') need('message of a rule', rule.message);
  }
  return missing;
}
