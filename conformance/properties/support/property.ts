import fc from 'fast-check';
import { startOracle, type Answer, type Oracle } from './oracle.js';

/** Where the oracle is, how many cases a property has, and what they are drawn from: `setup.mjs` settles them. */
const program = process.env['CONFORMANCE_ORACLE'] ?? '';
const numRuns = Number(process.env['CONFORMANCE_CASES']);
const seed = Number(process.env['CONFORMANCE_SEED']);

let oracle: Oracle | undefined;

afterAll(async () => {
  await oracle?.stop();
});

/** What our code did: its value, or the message of what it threw. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

export interface SameAnswerOptions<Input> {
  /**
   * What ours has to be where it differs from Go's answer on purpose: such a difference has its line in
   * `docs/client-go-differences.md` or `docs/embedded-differences.md`. Default: the answer as it is. A panic has to be mapped.
   */
  readonly wanted?: (answer: Answer, input: Input) => Answer;
  /** Inputs that are tried before random ones, each time. */
  readonly examples?: readonly Input[];
}

/**
 * A property: for any input, `ours` gives the value that the oracle gives, or throws the error that it gives, in the same words.
 * The input is sent as JSON. Values are compared as JSON.
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

/** A property that asks the oracle itself, as often as it likes. */
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

/** What a function came to. */
export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    const value: unknown = JSON.parse(JSON.stringify((await work()) ?? null));
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Ours has to refuse, too, in whatever words. */
export function expectRefused(mine: Outcome, answer: Answer): void {
  if (!('error' in mine)) throw new Error(`this should be refused: ${JSON.stringify({ mine, answer })}`);
}

/** The value that Go answered with. Throws where it answered otherwise. */
export function valueOf(answer: Answer): unknown {
  if ('value' in answer) return answer.value;
  throw new Error(`Go has no value here: ${JSON.stringify(answer)}`);
}
