import { expect, test } from "vitest";
import { createLogger } from "./logger.ts";

function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger((line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

test("an entry is one line of JSON with its time, level, message and fields", () => {
  const [entry, next] = logged((log) => {
    log.warn("A batch\ncould not be folded", { tries: 2, error: "x" });
    log.error("Second");
  });
  expect(entry).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    tries: 2,
    error: "x",
    message: "A batch\ncould not be folded",
  });
  expect(next).toMatchObject({ level: "error", message: "Second" });
});

test.each(["payload", "traits", "properties", "authorization", "password"])(
  "%s never gets into a line, not even inside another field",
  (name) => {
    const entries = logged((log) => {
      log.info("Careless", { [name]: "canary", kept: 1 });
      log.info("Careless", { event: { [name]: { deep: "canary" }, kept: 1 } });
    });
    expect(JSON.stringify(entries)).not.toContain("canary");
    expect(JSON.stringify(entries)).toContain("kept");
  },
);
