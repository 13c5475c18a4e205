import { validate } from "@langchain/langgraph-checkpoint-validation";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StoreSaver } from "./store-saver.ts";

// LangChain's own suite of what every checkpointer keeps; it takes the runner's functions from the global scope. Each part of
// it gets a project of its own, so that what one leaves behind is never seen by another.
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it });

describeOnBothEngines("checkpoints", ({ store }) => {
  let projects = 0;
  validate({
    checkpointerName: "of the product's store",
    createCheckpointer: () => new StoreSaver({ store: store(), projectId: `prj_${++projects}` }),
  });
});
