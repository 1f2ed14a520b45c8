/**
 * Holds the types of custom resources against the types of Kubernetes' own API and against their schemas:
 * `node conformance/core-types/run.mjs [--against DIR] [--seed NUMBER] [--values COUNT] [--most COUNT]`.
 *
 * 1. Finds the parts of the shared CRDs that are core types, and compiles an assignment for each one that the schemas allow, in both
 *    directions. Prints each part that is refused, with a value that the core type's schema forbids.
 * 2. Compiles objects with one mistake that their schema forbids, and the same objects without it. Only the latter may compile.
 * 3. Compiles an assignment of each kind to its immutable type.
 *
 * `--against DIR` checks the generated code in that folder instead of generating it. The exit code is 1 if there is a fault.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generator } from '../verify-types/fuzz.mjs';
import { assignmentsOf, statementsOf } from './assignments.mjs';
import { coreTypes } from './core-schemas.mjs';
import { compile, readKinds } from './kinds.mjs';
import { kindsOfMistakes, validValue, withMistake } from './values.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const shared = path.resolve(root, '../shared/data');
const crds = path.join(shared, 'crds');
const swagger = path.join(shared, 'openapi-v1.36/swagger.json');
/** The largest number of core types that may be refused. */
const mostRefused = 60;

const { values: args } = parseArgs({
  options: {
    against: { type: 'string' },
    seed: { type: 'string', default: '1' },
    values: { type: 'string', default: '2000' },
    most: { type: 'string', default: '40' },
  },
});
const most = Number(args.most);
const say = (text) => process.stdout.write(`${text}\n`);

async function generateInto(folder) {
  const { generate } = await import('../../dist/generator/index.js');
  const { files } = await generate({ crd: [crds], openapi: [swagger] });
  rmSync(folder, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.contents);
  }
}

function report(faults) {
  say(`  faults: ${faults.length}`);
  for (const fault of faults.slice(0, most)) say(`    ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function checkAssignments(folder, kinds) {
  const types = coreTypes(JSON.parse(readFileSync(swagger, 'utf8')));
  const all = kinds.flatMap((kind) => assignmentsOf(kind, types));
  // A part that requires less than the core type looks like it, but is another type.
  const parts = all.filter(({ refused }) => refused?.reason.endsWith(' is missing') !== true);
  const refused = parts.filter((part) => part.refused !== undefined);
  const failed = compile(folder, statementsOf(parts));
  const count = (from) => failed.filter(({ statement }) => statement.from === from).length;
  const allowed = parts.filter(({ refusedCore }) => refusedCore === undefined);
  const back = allowed.filter(({ open }) => open === undefined);
  say(`parts of custom resources that are core types: ${parts.length}`);
  say(`  assignable to the core type: ${parts.length - refused.length - count('part')}`);
  say(`  core types that are assignable to the part: ${back.length - count('core')} of ${allowed.length} that the schemas allow`);
  say(`  core types that need a copy, because the part keeps unknown fields: ${allowed.length - back.length}`);
  say(`  refused: ${refused.length}`);
  for (const { where, core, refused: { value, reason } = {} } of refused.slice(0, most)) {
    say(`    ${where} is no ${core.name}: ${JSON.stringify(value)} is a value, in which ${reason}`);
  }
  say(`  parts that look like a core type, but require less: ${all.length - parts.length}`);
  const faults = failed.map(({ statement: { assignment, from }, message }) => {
    const { where, core } = assignment;
    return `${from === 'part' ? `${where} to ${core.name}` : `${core.name} to ${where}`}: ${message}`;
  });
  if (refused.length > mostRefused) faults.unshift(`more than ${mostRefused} parts are refused`);
  if (parts.length === 0) faults.unshift('no part was found');
  report(faults);
}

const metadata = { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-02T15:04:05Z' };

function checkValues(folder, kinds) {
  const random = generator(Number(args.seed));
  const statements = [];
  const tries = Number(args.values) * 20;
  for (let at = 0; at < tries && statements.length < 2 * Number(args.values); at++) {
    const { name, type, schema, apiVersion, kind, namespaced } = random.pick(kinds);
    const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...properties } = schema.properties ?? {};
    const bare = {
      ...schema,
      type: 'object',
      properties,
      required: (schema.required ?? []).filter((field) => field in properties),
    };
    const content = validValue(bare, random);
    const mistake = random.pick(kindsOfMistakes);
    const wrong = content && withMistake(content, bare, mistake, random);
    if (wrong === undefined) continue;
    const fixed = { apiVersion, kind, metadata: namespaced ? { ...metadata, namespace: 'default' } : metadata };
    const where = `${name}: ${mistake} at ${wrong.path.join('.')}`;
    const index = statements.length;
    const statement = (value) => `export const value${index}: ${type} = ${JSON.stringify({ ...fixed, ...value })};`;
    statements.push({ where, isValid: true, text: statement(content) });
    statements.push({ where, isValid: false, text: statement(wrong.value).replace(`value${index}`, `wrong${index}`) });
  }
  const failed = new Map(compile(folder, statements).map(({ statement, message }) => [statement, message]));
  const faults = statements.flatMap((statement) => {
    const message = failed.get(statement);
    if (statement.isValid === (message === undefined)) return [];
    return [statement.isValid ? `valid before the ${statement.where}, but ${message}` : `${statement.where} compiles`];
  });
  say(`objects with one mistake that their schema forbids: ${statements.length / 2} (seed ${args.seed})`);
  if (statements.length < 2 * Number(args.values)) faults.unshift(`too few objects for ${args.values} values`);
  report(faults);
}

function checkImmutable(folder, kinds) {
  const immutable = "import('kube-client-runtime/codegen/v1').Immutable";
  const statements = kinds.map(({ name, type }, index) => ({
    name,
    text: `export const immutable${index} = (own: ${type}): ${immutable}<${type}> => own;`,
  }));
  const faults = compile(folder, statements).map(({ statement, message }) => `${statement.name}: ${message}`);
  say(`kinds that are assignable to their immutable type: ${kinds.length - faults.length} of ${kinds.length}`);
  report(faults);
}

if (existsSync(shared)) {
  const folder = args.against ?? path.join(root, '.cache/core-types');
  if (args.against === undefined) await generateInto(folder);
  const kinds = await readKinds(crds, folder);
  checkAssignments(folder, kinds);
  checkValues(folder, kinds);
  checkImmutable(folder, kinds);
} else {
  say(`skipped: ${path.relative(root, shared)} is absent`);
}
