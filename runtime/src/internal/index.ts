/**
 * Helpers that the packages of this repository share. They are outside semantic versioning: any release may change or remove them.
 * Use the root or the other subpaths instead.
 *
 * A name belongs here if the generator, the testing package or the conformance suites need it and users of the runtime do not.
 *
 * @packageDocumentation
 */
export { goPrint, goQuote, goSyntax, goTypeOf, systemClock } from '../util/index.js';
