import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { safeUrl } from "./safe-url.ts";

beforeEach(() => vi.stubGlobal("window", { location: { origin: "http://console.test" } }));
afterEach(() => vi.unstubAllGlobals());

test("only http and https addresses become links", () => {
  expect(safeUrl("https://shop.test/a?b=1")).toBe("https://shop.test/a?b=1");
  expect(safeUrl("/demo/product.html")).toBe("http://console.test/demo/product.html");
  for (const text of [
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "blob:x",
    "file:///etc/passwd",
    "http://",
  ]) {
    expect(safeUrl(text)).toBeUndefined();
  }
});
