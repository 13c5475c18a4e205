import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { AT, twoProjects } from "../../test/rows.ts";
import { planEvents } from "../schema/tracking-plan.ts";
import { searchNames } from "./search-names.ts";

describeOnBothEngines("the search by name of", ({ store }) => {
  async function addEvents(projectId: string, names: readonly string[]) {
    const row = { projectId, mode: "warn" as const, schema: {}, description: "", version: 1, updatedAt: new Date(AT) };
    await store()
      .db.insert(planEvents)
      .values(names.map((name) => ({ ...row, name })));
  }
  const find = async (projectId: string, q: string) => {
    const params = { projectId, q, kinds: ["planEvent", "job"] as const, perKind: 3 };
    return (await searchNames(store().db, params)).map(({ name }) => name);
  };

  test("what is called so comes first, then what begins so, then what holds it; each kind is cut", async () => {
    const [mine, theirs] = twoProjects();
    await addEvents(mine, ["Big Order", "Order Paid", "order", "An Order", "Order Sent", "Visit"]);
    await addEvents(theirs, ["Order of others"]);
    expect(await find(mine, "order")).toEqual(["order", "Order Paid", "Order Sent"]);
    expect(await find(mine, "visit")).toEqual(["Visit"]);
  });

  test("signs of patterns are letters like others, and a project without anything answers nothing", async () => {
    const [mine, theirs] = twoProjects();
    await addEvents(mine, ["100% Sure", "1000 Orders", "snake_case", "snakeXcase"]);
    expect(await find(mine, "100%")).toEqual(["100% Sure"]);
    expect(await find(mine, "e_c")).toEqual(["snake_case"]);
    expect(await find(mine, "\\")).toEqual([]);
    expect(await find(theirs, "snake")).toEqual([]);
  });

  test("nothing is looked for where there is no kind to look in", async () => {
    expect(await searchNames(store().db, { projectId: "prj_any", q: "a", kinds: [], perKind: 3 })).toEqual([]);
  });
});
