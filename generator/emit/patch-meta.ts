import type { ObjectType, Property } from '../model/index.js';
import { codeName, type EmitContext } from './context.js';
import { objectTypesIn, type Group } from './model-index.js';
import { renderTemplate } from './templates.js';
import { literal, objectKey } from './text.js';

/** Returns the types of a group version that have strategic merge patch metadata, in the order of the model. */
export function patchMetaTypes({ groupVersion, patchMetas }: Group): ObjectType[] {
  return groupVersion.types.filter((type) => type.kind === 'object').filter(({ name }) => patchMetas.has(name));
}

/** Returns the constant with the patch metadata of a type. It is exported if another group version refers to it. */
export function patchMetaCode(context: EmitContext, type: ObjectType): string {
  const { group, file } = context;
  return renderTemplate('patch-meta', {
    type: file.runtimeType('PatchMeta'),
    typeName: type.name,
    isShared: group.sharedPatchMetas.has(type.name),
    name: patchMetaName(group, type.name),
    fields: type.properties.flatMap((property) => {
      const value = fieldMeta(context, property);
      return value === undefined ? [] : [{ key: objectKey(property.name), value }];
    }),
  });
}

/** Returns the name of the constant with the patch metadata of a type. */
export function patchMetaName({ names }: Group, typeName: string): string {
  const name = names.patchMetas.get(typeName);
  if (name === undefined) throw new Error(`${typeName}: its patch metadata has no name`);
  return name;
}

/** Returns the patch metadata of a field. It refers to other constants inside functions, so their order and cycles do not matter. */
function fieldMeta({ model, group, file }: EmitContext, { schema, patch }: Property): string | undefined {
  if (schema.kind === 'runtime' && schema.type === 'ObjectMeta') return file.runtimeValue('objectMetaPatchMeta');
  const own: string[] = [];
  if (patch) own.push(`strategies: [${patch.strategies.map((strategy) => literal(strategy)).join(', ')}]`);
  if (patch?.mergeKey !== undefined) own.push(`key: ${literal(patch.mergeKey)}`);
  const target = objectTypesIn(model, schema).find((name) => model.group(name).patchMetas.has(name.name));
  if (!target) return patch ? `{ ${own.join(', ')} }` : undefined;
  const from = model.group(target);
  const constant = patchMetaName(from, target.name);
  const nested = from === group ? constant : codeName(file, from, constant, 'value');
  return patch ? `() => ({ ...${nested}, ${own.join(', ')} })` : `() => ${nested}`;
}
