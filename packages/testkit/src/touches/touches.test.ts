import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const CONSOLE = join(import.meta.dirname, "../../../console");
const SOURCES = new Map(
  readdirSync(join(CONSOLE, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => [file, readFileSync(join(CONSOLE, "src", file), "utf8")] as const),
);
const ROUTES = [...`${SOURCES.get("router.tsx")}${SOURCES.get("access-routes.ts")}`.matchAll(routeForm())].map(
  ([, path = "", feature = ""]) => ({ path, feature }),
);

/** Screens that hold no list of their own, and why. */
const NO_LIST: Record<string, string> = {
  "/overview": "its numbers lead to the lists that they count",
  "/people/$id": "one person; people and events have the lists",
  "/recommendations": "an answer for one person, and a picker",
  "/budgets": "one set of caps",
  "/account": "one's own account",
  "/settings": "one project, and links to where the rest is set",
  "/sources": "guides, none of which a project adds",
  "/join": "the way in",
};
/** Screens that the palette does not name, and how one comes to them. */
const NOT_NAMED: Record<string, string> = {
  "/people/$id": "by the person's own name",
  "/join": "by the link of an invitation",
};

test("there is a screen for each address, read from the routes", () => {
  expect(ROUTES.length).toBeGreaterThan(30);
  expect(ROUTES.every(({ feature }) => listFiles(`features/${feature}/`).length > 0)).toBe(true);
});

test("nothing is changed past the one way that asks, offers to undo, or says why neither is needed", () => {
  const ways = listFiles("").filter(
    ([file, text]) => /\buseMutation[(<]/.test(text) && !file.startsWith("features/session/"),
  );
  expect(ways.map(([file]) => file)).toEqual(["lib/use-change.ts"]);
  expect(listFiles("").filter(([, text]) => /window\.(confirm|prompt|alert)\(/.test(text))).toEqual([]);
});

test("what cannot be taken back by the server is typed, held or harmless: no guard is an empty one", () => {
  const changes = listFiles("features/").flatMap(([file, text]) =>
    [...text.matchAll(/useChange[(<]/g)].map(({ index }) => ({ file, body: text.slice(index, index + 900) })),
  );
  expect(changes.length).toBeGreaterThan(50);
  expect(changes.filter(({ body }) => !/\bguard\b/.test(body)).map(({ file }) => file)).toEqual([]);
});

test("the palette names every screen", () => {
  const named = SOURCES.get("features/shell/screens.tsx") ?? "";
  const missing = ROUTES.filter(({ path }) => !(path in NOT_NAMED) && !named.includes(`to: "${path}"`));
  expect(missing).toEqual([]);
});

test("every list is saved as CSV as it is narrowed, has a state for being empty, and a shape while it loads", () => {
  const lists = ROUTES.filter(({ path }) => !(path in NO_LIST));
  const lacking = lists.flatMap(({ path, feature }) => {
    const text = listFiles(`features/${feature}/`)
      .map(([, source]) => source)
      .join("\n");
    return [
      ...(/<ListCsv|<CsvButton|download=/.test(text) ? [] : [`${path}: no CSV`]),
      ...(/<EmptyState/.test(text) || path in SAYS_SO ? [] : [`${path}: no empty state`]),
      ...(/<SkeletonRows|skeleton/.test(text) ? [] : [`${path}: no skeleton`]),
    ];
  });
  expect(lacking).toEqual([]);
});

test("times are written in one place, which knows whether they are local or UTC", () => {
  const writers = listFiles("").filter(([, text]) =>
    /toLocale(Date|Time)?String|new Intl\.DateTimeFormat\(/.test(text),
  );
  // The calendar has a zone of its own, in its address.
  expect(writers.map(([file]) => file).sort()).toEqual([
    "features/content/calendar-day.tsx",
    "features/content/calendar-head.tsx",
    "features/content/zoned-time.ts",
    "lib/time.ts",
  ]);
});

test("the page about the touches has a row for every screen, and no other", () => {
  const page = readFileSync(join(CONSOLE, "docs/touches.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\/[^`]*)` \|/gm)].map(([, path]) => path);
  expect(rows.sort()).toEqual(ROUTES.map(({ path }) => path).sort());
});

/** Lists that are never empty or say it in a sentence. */
const SAYS_SO: Record<string, string> = {
  "/connections": "the services are always there",
  "/text-safety": "says what happens without words and claims",
  "/usage": "today is always there",
  "/keys": "a project has a key from its start",
};

function listFiles(under: string): (readonly [string, string])[] {
  return [...SOURCES].filter(([file]) => file.startsWith(under));
}

/** A route's address and the folder of its screen. */
function routeForm(): RegExp {
  return /\n {2}path: "(\/[^"]+)",[\s\S]*?import\("\.\/features\/([\w-]+)\//g;
}
