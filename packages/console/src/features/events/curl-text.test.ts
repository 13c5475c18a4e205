import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { eventCurl, rejectedCurl } from "./curl-text.ts";
import { testEvent, testRejected } from "./test-entries.ts";

const target = { origin: "http://127.0.0.1:8787", writeKey: "pk_test" };

/** What a real shell hands to curl. */
function shellWords(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test("the command sends the event again to the route of its type, without the ids and times of the first time", () => {
  const event = testEvent(1, {
    userId: "ada",
    payload: { type: "track", event: "Product Viewed", properties: { price: 12.5 } },
  });
  const words = shellWords(eventCurl(event, target));
  expect(words.slice(0, 5)).toEqual([
    "http://127.0.0.1:8787/v1/track",
    "-u",
    "pk_test:",
    "-H",
    "Content-Type: application/json",
  ]);
  expect(JSON.parse(words.at(-1) ?? "")).toEqual({
    userId: "ada",
    anonymousId: "anon-1",
    event: "Product Viewed",
    properties: { price: 12.5 },
  });
});

test("nothing in the data can end the quotes or hide in the terminal", () => {
  const evil = "'; touch /tmp/owned; echo ' $(id) `id` \\ \n !! \u009b31m \u202e @file";
  const event = testEvent(1, { payload: { event: evil } });
  const command = eventCurl(event, target);
  expect(command).not.toMatch(/[\u0080-\u009f\u202e]/);
  expect(JSON.parse(shellWords(command).at(-1) ?? "")).toMatchObject({ event: evil });
});

test("a rejected message is repeated as it came, inside a batch", () => {
  const body = shellWords(rejectedCurl(testRejected("r-1", '{"type":"track","properties":[]}'), target)).at(-1) ?? "";
  expect(JSON.parse(body)).toEqual({ batch: [{ type: "track", properties: [] }] });
});
