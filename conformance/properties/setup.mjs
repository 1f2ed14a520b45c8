import path from 'node:path';
import process from 'node:process';
import { compileConformance } from '../../scripts/lib/real-server.mjs';

/**
 * Prepares the properties: builds the oracle if necessary, and reads the choice of random cases from the environment.
 *
 * - CONFORMANCE_CASES: the cases per property. Default: 1000
 * - CONFORMANCE_SEED: their seed. Default: 1, so that every change is tested with the same cases
 */
export default async function setUp() {
  const say = (line) => process.stderr.write(`${line}\n`);
  await compileConformance();
  const { findOracle, GoUnavailableError } = await import('../dist/go-program/oracle.js');
  process.env.CONFORMANCE_CASES ||= '1000';
  process.env.CONFORMANCE_SEED ||= '1';
  for (const name of ['CONFORMANCE_CASES', 'CONFORMANCE_SEED']) {
    if (!/^-?[0-9]+$/.test(process.env[name] ?? '')) throw new Error(`${name}=${process.env[name]}: must be an integer`);
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
