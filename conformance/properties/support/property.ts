import fc from 'fast-check';
import { startOracle, type Answer, type Oracle } from './oracle.js';

/** The path of the oracle, the number of cases, and their seed, which `setup.mjs` sets. */
const program = process.env['CONFORMANCE_ORACLE'] ?? '';
const numRuns = Number(process.env['CONFORMANCE_CASES']);
const seed = Number(process.env['CONFORMANCE_SEED']);

let oracle: Oracle | undefined;

afterAll(async () => {
  await oracle?.stop();
});

/** The result of our code: a value, or the message of an error. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

export interface SameAnswerOptions<Input> {
  /**
   * Returns the expected result if it deliberately differs from Go's. Each difference is in `docs/client-go-differences.md` or
   * `docs/embedded-differences.md`. Panics must be mapped.
   *
   * Default: Go's answer
   */
  readonly wanted?: (answer: Answer, input: Input) => Answer;
  /** Inputs that are tested before the random ones. */
  readonly examples?: readonly Input[];
}

/**
 * Defines a property: for any input, `ours` returns the value of the oracle, or throws an error with the same message. Input is
 * sent as JSON, and values are compared as JSON.
 */
export function sameAnswer<Input>(
  name: string,
  call: string,
  inputs: fc.Arbitrary<Input>,
  ours: (input: Input) => unknown,
  { wanted = (answer) => answer, examples = [] }: SameAnswerOptions<Input> = {},
): void {
  property(name, inputs, examples, async (input, ask) => {
    const [mine, answer] = await Promise.all([outcomeOf(() => ours(input)), ask(call, input)]);
    expect(mine).toEqual(wanted(answer, input));
  });
}

/** Defines a property that sends its own questions to the oracle. */
export function property<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  examples: readonly Input[],
  holds: (input: Input, ask: Oracle['ask']) => Promise<void>,
): void {
  const run = program === '' ? test.skip : test;
  run(name, async () => {
    const asked = (oracle ??= startOracle(program));
    const checked = fc.asyncProperty(inputs, (input) => holds(input, (call, question) => asked.ask(call, question)));
    await fc.assert(checked, { numRuns, seed, examples: examples.map((input) => [input]) });
  });
}

/** Returns the result of a function. */
export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    const value: unknown = JSON.parse(JSON.stringify((await work()) ?? null));
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Expects an error, with any message. */
export function expectRefused(mine: Outcome, answer: Answer): void {
  if (!('error' in mine)) throw new Error(`expected an error:  ${JSON.stringify({ mine, answer })}`);
}

/** Returns the value of an answer. Throws for an error or a panic. */
export function valueOf(answer: Answer): unknown {
  if ('value' in answer) return answer.value;
  throw new Error(`expected a value from Go:  ${JSON.stringify(answer)}`);
}
