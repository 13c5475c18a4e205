import { expect, test } from "vitest";
import { SCREENS } from "./screens.tsx";

test("No two screens share a shortcut or an address, so that each key opens the screen it names", () => {
  for (const part of ["keys", "to"] as const) {
    const all = SCREENS.flatMap((screen) => screen[part] ?? []);
    expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([]);
  }
});
