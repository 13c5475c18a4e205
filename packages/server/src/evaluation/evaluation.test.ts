import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { itemsOfUser } from "@rapport/engine/collaborative/interactions";
import { afterAll, beforeAll, expect, test } from "vitest";
import { printReports } from "./print-reports.ts";
import { readEvaluationData } from "./read-evaluation-data.ts";
import type { EvaluationSettings } from "./run-evaluation.ts";
import { runEvaluation } from "./run-evaluation.ts";

const USERS = 24;
const GROUPS = 3;
const PER_GROUP = 8;
let folder = "";
const at = (name: string) => join(folder, name);

/** Users of three tastes who each like six of their eight items, one after another. */
const rows = Array.from({ length: USERS }, (_, user) =>
  Array.from({ length: 6 }, (_, index) => {
    const item = (user % GROUPS) * PER_GROUP + ((user + index) % PER_GROUP);
    return [`u${user}`, `i${item}`, index === 0 ? 1 : 5, 1_000 + index * 60];
  }),
).flat();
const text = (header: string[], body: (string | number)[][]) =>
  [header, ...body].map((row) => row.join("\t")).join("\n");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-evaluation-"));
  const header = ["user_id:token", "item_id:token", "rating:float", "timestamp:float"];
  await writeFile(at("a.inter"), `${text(header, rows)}\r\n`);
  await writeFile(at("u.data"), "1\t10\t3\t881250949\n1\t11\t4\t881250950\n2\t10\t5\t881250951\n");
  await writeFile(
    at("a.user"),
    text(
      ["user_id:token", "taste:token", "zip:token"],
      Array.from({ length: USERS }, (_, u) => [`u${u}`, u % 2, 9_000 + u]),
    ),
  );
  await writeFile(
    at("a.item"),
    text(
      ["item_id:token", "title:token_seq", "class:token_seq"],
      Array.from({ length: GROUPS * PER_GROUP }, (_, i) => [
        `i${i}`,
        "A title",
        `Group${Math.floor(i / PER_GROUP)} All`,
      ]),
    ),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const read = () => readEvaluationData({ inter: at("a.inter"), user: at("a.user"), item: at("a.item") }, 0);

test("reads RecBole's files: interactions by time, categories, and segments of attributes with few values", async () => {
  const { interactions, categoriesOf, segments } = await read();
  expect([interactions.users, interactions.items, interactions.itemOf.length]).toEqual([24, 24, 144]);
  expect(itemsOfUser(interactions, 0)).toHaveLength(6);
  expect(categoriesOf?.(0)).toHaveLength(2);
  expect([...segments.keys()].sort()).toEqual(["taste=0", "taste=1"]);
});

test("reads MovieLens' u.data, which has no header, and leaves out what is rated too low", async () => {
  const { interactions } = await readEvaluationData({ inter: at("u.data") }, 4);
  expect([interactions.users, interactions.items, interactions.itemOf.length]).toEqual([2, 2, 2]);
});

test("names the file and what is wrong with it", async () => {
  await writeFile(at("odd.inter"), "user_id:token\titem_id:token\n1\t2\n");
  await writeFile(at("cut.inter"), "user_id:token\titem_id:token\ttimestamp:float\n1\t2\n");
  await writeFile(at("plain.inter"), "user\titem\n1\t2\n");
  const problem = (name: string) => readEvaluationData({ inter: at(name) }, 0);
  await expect(problem("none.inter")).rejects.toMatchObject({ code: "invalid_parameter" });
  await expect(problem("odd.inter")).rejects.toThrow(/odd\.inter has no column timestamp/);
  await expect(problem("cut.inter")).rejects.toThrow(/cut\.inter, data line 1/);
  await expect(problem("plain.inter")).rejects.toThrow(/“user” must be name:type/);
});

test("judges generators, their blend and the baselines by the same split, and says when negatives are sampled", async () => {
  const data = await read();
  const settings: EvaluationSettings = { protocol: "loo", size: 5, seeds: 1, negatives: undefined };
  const steps: string[] = [];
  const reports = runEvaluation(data, settings, (step) => steps.push(step));
  expect(reports.map(({ name }) => name)).toEqual([
    ...["popularity", "item-knn", "bpr (Gorse's)", "als (Gorse's)", "ease", "ials", "transitions", "sessions", "blend"],
  ]);
  const ndcgOf = (wanted: string) => reports.find(({ name }) => name === wanted)?.metrics.ndcg.mean ?? 0;
  expect(ndcgOf("blend")).toBeGreaterThan(ndcgOf("popularity"));
  const { low, mean, high } = reports.at(-1)?.metrics.ndcg ?? { low: 1, mean: 0, high: 0 };
  expect(low <= mean && mean <= high).toBe(true);
  const printed = printReports(reports, settings);
  expect(printed).toContain("ranked among all items");
  expect(printed).toMatch(/taste=1 +12 +\d\.\d{4}/);
  expect(printReports(reports, { ...settings, negatives: 99 })).toContain("99 SAMPLED negatives");
});
