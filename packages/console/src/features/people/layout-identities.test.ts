import type { Merge } from "@rapport/contracts/merges";
import { expect, test } from "vitest";
import type { Identity } from "./group-identities.ts";
import { groupIdentities } from "./group-identities.ts";
import type { Box } from "./layout-identities.ts";
import { layoutIdentities } from "./layout-identities.ts";

const WIDTH = 320;
const ids = (count: number, from = 0): Identity[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: index === 0 ? "user" : "anonymous",
    value: `id-${from + index}`,
  }));
const merge = (id: string, identities: Identity[], undoneAt: string | null = null): Merge => ({
  ...{ id, identities, undoneAt, reason: "sign_in", actor: null, messageId: "m", undoneBy: null },
  mergedAt: "2026-01-08T10:00:00Z",
  into: { profileId: "ada", userId: "ada", eventCount: 1 },
  from: { profileId: `from ${id}`, userId: null, eventCount: 1 },
});
const graphOf = (identities: Identity[], merges: Merge[] = []) => groupIdentities({ id: "ada", identities }, merges);

function boxesOf(graph: ReturnType<typeof graphOf>) {
  const layout = layoutIdentities(graph, WIDTH);
  return { ...layout, boxes: layout.marks.flatMap(({ box, label }) => (label ? [box, label] : [box])) };
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("from one id to hundreds, with and without merges, nothing overlaps and nothing leaves the picture", () => {
  for (let count = 1; count <= 130; count++) {
    for (const mergeCount of [0, 1, 2, 7, 25]) {
      const all = ids(count);
      const size = Math.ceil(count / (mergeCount + 1));
      const merges = Array.from({ length: mergeCount }, (_, index) =>
        merge(`m${index}`, all.slice((index + 1) * size, (index + 2) * size), index % 3 === 2 ? "2026-01-09" : null),
      );
      const { boxes, width, height } = boxesOf(graphOf(all, merges));
      const outside = boxes.filter(
        (box) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height,
      );
      const clashes = boxes.filter((box, at) => boxes.slice(at + 1).some((other) => overlap(box, other)));
      expect([count, mergeCount, outside, clashes]).toEqual([count, mergeCount, [], []]);
    }
  }
});

test("ids stand under the merge that brought them last, and those of an undone one where they were", () => {
  const [ada, phone, tablet, shared] = ids(4);
  if (!ada || !phone || !tablet || !shared) throw new Error("There are four");
  const latest = merge("late", [tablet, shared]);
  const graph = graphOf(
    [ada, phone, tablet, shared],
    [latest, merge("early", [phone, shared]), merge("gone", [ada], "2026")],
  );
  expect(graph.bands.map(({ merge: by, ids: of }) => [by?.id, of.map(({ value }) => value)])).toEqual([
    [undefined, ["id-0"]],
    ["gone", []],
    ["early", ["id-1"]],
    ["late", ["id-2", "id-3"]],
  ]);
});

test("a merge of this person into another is none of theirs", () => {
  const away = { ...merge("away", ids(1)), into: { profileId: "other", userId: null, eventCount: 0 } };
  expect(graphOf(ids(1), [away]).bands.map((band) => band.merge)).toEqual([undefined]);
});

test("of more than sixty ids each band keeps a fair share, and says how many it leaves out", () => {
  const all = ids(100);
  const graph = graphOf(all, [merge("big", all.slice(10, 95)), merge("small", all.slice(95))]);
  expect(graph.bands.map((band) => [band.ids.length, band.hidden])).toEqual([
    [10, 0],
    [5, 0],
    [45, 40],
  ]);
  expect(layoutIdentities(graph, WIDTH).marks.filter(({ kind }) => kind === "more")).toMatchObject([{ count: 40 }]);
});

test("up to twelve ids have their names beside them, more are dots", () => {
  const named = (count: number) =>
    layoutIdentities(graphOf(ids(count)), WIDTH).marks.filter(({ label }) => label).length;
  expect([named(12), named(13)]).toEqual([13, 1]);
});
