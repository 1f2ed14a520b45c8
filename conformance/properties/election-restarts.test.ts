/** The election simulator: 5,000 histories with restarts, in blocks of `CONFORMANCE_CASES`. */
import { describeHistories } from './support/histories.js';

describeHistories('restarts', 5_000);
