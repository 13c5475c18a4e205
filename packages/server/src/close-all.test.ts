import { createTestLogger } from "@rapport/testkit/store/create-test-services";
import { expect, test } from "vitest";
import { closeAll } from "./close-all.ts";

test("one that fails is told, and those behind it are ended in order all the same", async () => {
  const ended: string[] = [];
  const log = createTestLogger();
  const ending = (what: string) => ({ what, close: async () => void ended.push(what) });
  const failing = { what: "store", close: () => Promise.reject(new Error("the store is away")) };
  const throwing = {
    what: "models",
    close: () => {
      throw new Error("no answer");
    },
  };
  await closeAll([ending("projector"), throwing, failing, ending("log"), ending("lock")], log);
  expect(ended).toEqual(["projector", "log", "lock"]);
  const errors = log.lines.filter(({ level }) => level === "error").map((line) => JSON.stringify(line));
  expect(errors).toEqual([expect.stringContaining("no answer"), expect.stringContaining("the store is away")]);
});
