import path from 'node:path';
import process from 'node:process';
import { compileConformance } from '../../scripts/lib/real-server.mjs';

/**
 * Before the properties: builds the oracle where that is needed, and settles by the environment which cases are tried.
 *
 *   CONFORMANCE_CASES   cases a property; default 1000
 *   CONFORMANCE_SEED    what they are drawn from; default 1, so that a change is judged by the same cases as the one before it
 */
export default async function setUp() {
  const say = (line) => process.stderr.write(`${line}\n`);
  await compileConformance();
  const { findOracle, GoUnavailableError } = await import('../dist/go-program/oracle.js');
  process.env.CONFORMANCE_CASES ||= '1000';
  process.env.CONFORMANCE_SEED ||= '1';
  for (const name of ['CONFORMANCE_CASES', 'CONFORMANCE_SEED']) {
    if (!/^-?[0-9]+$/.test(process.env[name] ?? '')) throw new Error(`${name}=${process.env[name]}: it is a whole number`);
  }
  try {
    process.env.CONFORMANCE_ORACLE = await findOracle(path.resolve(import.meta.dirname, '..'), say);
  } catch (error) {
    if (!(error instanceof GoUnavailableError)) throw error;
    process.env.CONFORMANCE_ORACLE = '';
    say(`the properties are left out: ${error.message}`);
    return;
  }
  const { CONFORMANCE_CASES: cases, CONFORMANCE_SEED: seed } = process.env;
  say(`${cases} cases a property; CONFORMANCE_CASES=${cases} CONFORMANCE_SEED=${seed} gives the same ones again`);
}
