import { expect, test } from "vitest";
import { RefusedShare } from "./refused-share.ts";

/** Whether there is overload after ticks with so many let in and refused each. */
function isOverloadAfter(share: RefusedShare, ticks: number, letIn: number, refused: number): boolean {
  for (let tick = 0; tick < ticks; tick++) {
    for (let i = 0; i < letIn; i++) share.noteLetIn();
    for (let i = 0; i < refused; i++) share.noteRefused();
    share.tick();
  }
  return share.isOverload;
}

test("two fifths refused for a while are overload, and it ends soon after the last of them", () => {
  const share = new RefusedShare();
  expect(isOverloadAfter(share, 6, 30, 20)).toBe(true);
  expect(isOverloadAfter(share, 50, 30, 20)).toBe(true);
  expect(isOverloadAfter(share, 12, 30, 0)).toBe(false);
});

test("one tick that refuses nearly all is none, nor is a tenth refused for long", () => {
  expect(isOverloadAfter(new RefusedShare(), 1, 1, 9)).toBe(false);
  expect(isOverloadAfter(new RefusedShare(), 200, 9, 1)).toBe(false);
});

test("ticks in which nobody comes say nothing", () => {
  const share = new RefusedShare();
  isOverloadAfter(share, 6, 30, 20);
  expect(isOverloadAfter(share, 100, 0, 0)).toBe(true);
});
