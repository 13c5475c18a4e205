import { expect, test } from "vitest";
import { hideTraces } from "./hide-traces.ts";

test("a traced run says nothing of its states unless the operator asks for each", () => {
  const environment = { LANGSMITH_TRACING: "true", LANGSMITH_HIDE_OUTPUTS: "false" };
  hideTraces(environment);
  expect(environment).toEqual({
    LANGSMITH_TRACING: "true",
    LANGSMITH_HIDE_INPUTS: "true",
    LANGSMITH_HIDE_OUTPUTS: "false",
  });
});
