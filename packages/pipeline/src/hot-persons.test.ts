import { expect, test } from "vitest";
import { HotPersons } from "./hot-persons.ts";
import { personHash } from "./person-partition.ts";

function setUp() {
  const clock = { nowMs: Date.UTC(2026, 0, 5) };
  const hot = new HotPersons(() => clock.nowMs);
  const hashOf = (userId: string) => personHash("prj_1", { anonymousId: undefined, userId });
  const send = (userId: string, events: number) => {
    let last = false;
    for (let i = 0; i < events; i++) last = hot.count(hashOf(userId));
    return last;
  };
  return { clock, hot, hashOf, send };
}

test("a burst of 1,000 events is a person's, and 100 a second for as long as they like; more is not", () => {
  const { clock, send } = setUp();
  expect(send("burst", 1_000)).toBe(false);
  expect(send("burst", 1)).toBe(true);
  let isHot = false;
  for (let second = 0; second < 60; second++) {
    isHot ||= send("steady", 100);
    clock.nowMs += 1_000;
  }
  expect(isHot).toBe(false);
  for (let second = 0; second < 12; second++) {
    isHot = send("robot", 200);
    clock.nowMs += 1_000;
  }
  expect(isHot).toBe(true);
});

test("who has stopped sending too much is an ordinary person again within 20 s, however much it was", () => {
  const { clock, send } = setUp();
  expect(send("robot", 100_000)).toBe(true);
  clock.nowMs += 20_000;
  expect(send("robot", 1)).toBe(false);
});

test("beside robots, and among millions of made-up people, hardly anybody is taken for a robot", () => {
  const { clock, hot, hashOf, send } = setUp();
  for (let robot = 0; robot < 20; robot++) send(`robot-${robot}`, 3_000);
  let wrong = 0;
  for (let i = 0; i < 200_000; i++) {
    if (i % 10 === 0) clock.nowMs += 1;
    if (hot.count(hashOf(`made-up-${i}`))) wrong += 1;
  }
  // Both cells of one of 20 robots: (20 / 4,096)² of all, some 5.
  expect(wrong).toBeLessThan(50);
  expect(send("robot-7", 1_000)).toBe(true);
});
