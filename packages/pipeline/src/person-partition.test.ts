import { createHash } from "node:crypto";
import { OVERFLOW_PARTITION } from "@rapport/contracts/log";
import { expect, test } from "vitest";
import { personHash, personPartition } from "./person-partition.ts";

const place = (projectId: string, anonymousId?: string, userId?: string) =>
  personPartition(personHash(projectId, { anonymousId, userId }));

// Made with an FNV-1a of another language (Python, over UTF-16 code units). A person whose place moves loses the order
// of events across the move, so these never change.
test.each([
  ["prj_1", "device-1", undefined, 47],
  ["prj_1", "device-2", undefined, 2],
  ["prj_2", "device-1", undefined, 50],
  ["prj_1", undefined, "user-1", 42],
  ["prj_1", "device-1", "user-1", 47],
  ["prj_1", "smörgås 🦊", undefined, 32],
  ["prj_1", undefined, undefined, 43],
])("project %s, device %s, user %s is on partition %i for ever", (projectId, anonymousId, userId, partition) => {
  expect(place(projectId, anonymousId, userId)).toBe(partition);
});

test.each([
  ["random ids", (i: number) => createHash("sha256").update(`${i}`).digest("hex")],
  ["ids that count up", (i: number) => `user-${i}`],
])("%s spread evenly over all partitions but the overflow lane", (_name, idOf) => {
  const people = 64_000;
  const counts = Array.from({ length: OVERFLOW_PARTITION }, () => 0);
  for (let i = 0; i < people; i++) {
    const partition = place("prj_1", idOf(i));
    expect(partition).toBeLessThan(OVERFLOW_PARTITION);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  const expected = people / OVERFLOW_PARTITION;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 62 degrees of freedom: more than 130 happens once in 500,000 fair draws.
  expect(chiSquare).toBeLessThan(130);
});
