// Before each file of tests: properties without a seed of their own draw from the run's.
import fc from "fast-check";
import { TEST_SEED } from "./test-seed.ts";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: TEST_SEED });
