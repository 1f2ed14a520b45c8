/** The election simulator: 5,000 histories with deletions, in blocks of `CONFORMANCE_CASES`. */
import { describeHistories } from './support/histories.js';

describeHistories('deletions', 5_000);
