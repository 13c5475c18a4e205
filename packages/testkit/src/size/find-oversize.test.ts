import { describe, expect, it } from "vitest";
import { findOversize, MARKS } from "./find-oversize.ts";

const size = (gzip: number, brotli = 0) => ({ raw: 0, gzip, brotli });

describe("findOversize", () => {
  it("finds nothing while every build is within its budget and its mark", () => {
    expect(findOversize({ core: size(3_979, 3_598) }, { core: 3_979 }, { core: 3_980 })).toEqual([]);
  });

  it("finds what is over its budget, or has none", () => {
    expect(findOversize({ core: size(3_980), part: size(1) }, { core: 3_979 })).toEqual([
      "core: 3980 bytes gzip are over the budget of 3979",
      "part: 1 bytes gzip are over the budget of 0",
    ]);
  });

  it("finds what is over its mark, in brotli too, although its budget would take it", () => {
    expect(findOversize({ core: size(4_001, 3_601) }, { core: 5_000 })).toEqual([
      "core: 4001 bytes gzip are over the mark of 4000",
      "core: 3601 bytes brotli are over the mark of 3600",
    ]);
  });

  it.each(Object.entries(MARKS))("holds %s to its mark", (name, mark) => {
    expect(findOversize({ [name]: size((mark.gzip ?? 0) + 1) }, { [name]: 9_999 })).toHaveLength(1);
  });

  it("finds a budget that is higher than the one before it", () => {
    expect(findOversize({ live: size(1) }, { live: 900, core: 3_000 }, { live: 846, core: 3_979 })).toEqual([
      "live: 900 bytes of its budget are over the budget before of 846",
    ]);
  });
});
