import { expect, test } from "vitest";
import { parseRobots } from "./robots.ts";

const rules = parseRobots(`
User-agent: other
Disallow: /

user-agent: *
user-agent: Someone
Disallow: /private   # not for you
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 3
Disallow:
`);

test.each([
  ["/", true],
  ["/private", false],
  ["/private/a", false],
  ["/private/open/a", true],
  ["/a.pdf", false],
  ["/a.pdf?x", true],
  ["/robots.txt", true],
])("the group of all decides on %s: %s", (path, allowed) => expect(rules.allows(path)).toBe(allowed));

test("a group that names us takes the place of the one of all, and delays are bounded", () => {
  const named = parseRobots("User-agent: *\nDisallow: /\n\nUser-agent: Rapport/2\nDisallow: /x\nCrawl-delay: 900");
  expect([named.allows("/y"), named.allows("/x1"), named.delayMs, rules.delayMs]).toEqual([true, false, 5_000, 3_000]);
  expect(parseRobots("<html>not found</html>").allows("/a")).toBe(true);
});

test("a rule of many stars is answered at once", () => {
  const { allows } = parseRobots(`User-agent: *\nDisallow: /${"*a".repeat(40)}b`);
  expect(allows(`/${"a".repeat(60)}`)).toBe(true);
});
