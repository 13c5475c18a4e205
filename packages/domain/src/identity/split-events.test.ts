import type { Identity } from "@rapport/store/queries/identities";
import { expect, test } from "vitest";
import { createSplitter } from "./split-events.ts";

const user = (value: string): Identity => ({ kind: "user", value });
const device = (value: string): Identity => ({ kind: "anonymous", value });
const by = (userId: string | null, anonymousId: string | null = null) => ({ userId, anonymousId });

/** Sides of events, and the ids that are `from`'s afterwards. */
function split(moved: Identity[], ...events: { userId: string | null; anonymousId: string | null }[]) {
  const splitter = createSplitter(moved);
  const sides = events.map((event) => splitter.sideOf(event));
  return [sides.join(" "), splitter.identitiesOfFrom().map(({ kind, value }) => `${kind}:${value}`)];
}

test.each([
  [
    "moved ids are those of the one, all others of the other",
    [user("a")],
    [by("a"), by("b"), by(null, "d")],
    "from into into",
    ["user:a"],
  ],
  ["the user id decides before the device", [user("a"), device("da")], [by("b", "da")], "into", ["user:a"]],
  [
    "a device follows who signs in on it",
    [user("a")],
    [by("a", "d"), by(null, "d"), by("b", "d"), by(null, "d")],
    "from from into into",
    ["user:a"],
  ],
  [
    "a new device is whose user was seen on it",
    [user("a")],
    [by("a", "d"), by(null, "d")],
    "from from",
    ["user:a", "anonymous:d"],
  ],
  [
    "a device that was merged into a user stays apart although the user is seen on it",
    [device("d")],
    [by("b", "d"), by(null, "d"), by("b")],
    "into from into",
    ["anonymous:d"],
  ],
])("%s", (_name, moved, events, sides, ids) => {
  expect(split(moved, ...events)).toEqual([sides, ids]);
});
