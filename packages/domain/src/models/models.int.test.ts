import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { activateModel } from "./activate-model.ts";
import { findActiveModel } from "./find-active-model.ts";
import { listModels } from "./list-models.ts";
import type { RegisterModelInput } from "./register-model.ts";
import { registerModel } from "./register-model.ts";

const KIND = "recommendations";
const trained = (fields: Partial<RegisterModelInput> = {}): RegisterModelInput => ({
  kind: KIND,
  name: "default",
  dataFromMs: Date.UTC(2026, 0, 1),
  dataToMs: Date.UTC(2026, 0, 2),
  parameters: { regularisation: 400 },
  metrics: { ndcg: 0.48, popularity: { ndcg: 0.25 } },
  blobKey: "models/1",
  sizeBytes: 12,
  ...fields,
});

describeOnBothEngines("models", (engine) => {
  let shared: ReturnType<typeof createTestServices> | undefined;
  function contextOf(projectId: string): Context {
    shared ??= createTestServices(engine.store());
    shared.clock.nowMs += 1;
    return { ...shared.services, projectId, actor: { kind: "system" } };
  }
  const statusesOf = async (ctx: Context) =>
    (await listModels(ctx, { kind: KIND, limit: 50 })).data
      .map(({ version, status }) => `${version} ${status}`)
      .toSorted();

  test("number their versions without gaps or doubles, however many are added at once", async () => {
    const ctx = contextOf("many");
    const added = await Promise.all(Array.from({ length: 8 }, () => registerModel(ctx, trained())));
    expect(added.map(({ version }) => version).toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await registerModel(ctx, trained({ name: "other" }))).version).toBe(1);
    expect((await registerModel(contextOf("fewer"), trained())).version).toBe(1);
  });

  test("answer one at a time: activating retires the last one, and an earlier one comes back as a rollback", async () => {
    const ctx = contextOf("turns");
    const first = await registerModel(ctx, trained({ blobKey: "models/first" }));
    const second = await registerModel(ctx, trained());
    expect(first).toMatchObject({ status: "candidate", activatedAt: null, metrics: { popularity: { ndcg: 0.25 } } });
    expect(await findActiveModel(ctx, { kind: KIND, name: "default" })).toBeUndefined();
    await activateModel(ctx, { kind: KIND, id: first.id });
    await activateModel(ctx, { kind: KIND, id: second.id });
    expect(await statusesOf(ctx)).toEqual(["1 retired", "2 active"]);
    const back = await activateModel(ctx, { kind: KIND, id: first.id });
    expect(await statusesOf(ctx)).toEqual(["1 active", "2 retired"]);
    expect(await activateModel(ctx, { kind: KIND, id: first.id })).toEqual(back);
    const active = await findActiveModel(ctx, { kind: KIND, name: "default" });
    expect(active).toEqual({ ...back, blobKey: "models/first" });
  });

  test("leave exactly one active when two are activated at once", async () => {
    const ctx = contextOf("race");
    const added = await Promise.all(Array.from({ length: 4 }, () => registerModel(ctx, trained())));
    await Promise.all(added.map(({ id }) => activateModel(ctx, { kind: KIND, id })));
    expect((await statusesOf(ctx)).filter((text) => text.endsWith("active"))).toHaveLength(1);
  });

  test("are nobody else's: not another project's, not another kind's, not another name's", async () => {
    const ctx = contextOf("mine");
    const { id } = await registerModel(ctx, trained());
    const other = contextOf("yours");
    await expect(activateModel(other, { kind: KIND, id })).rejects.toMatchObject({ code: "not_found" });
    await expect(activateModel(ctx, { kind: "intents", id })).rejects.toMatchObject({ code: "not_found" });
    expect((await listModels(other, { kind: KIND, limit: 9 })).data).toEqual([]);
    expect((await listModels(ctx, { kind: "intents", limit: 9 })).data).toEqual([]);
    expect((await listModels(ctx, { kind: KIND, name: "other", limit: 9 })).data).toEqual([]);
  });

  test("are listed the latest first, page by page", async () => {
    const versions: number[] = [];
    for (let index = 0; index < 5; index += 1) await registerModel(contextOf("pages"), trained());
    for (let cursor: string | undefined; ; ) {
      const page = await listModels(contextOf("pages"), { kind: KIND, limit: 2, cursor });
      versions.push(...page.data.map(({ version }) => version));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(versions).toEqual([5, 4, 3, 2, 1]);
  });

  test("are refused with figures that compare with nothing", async () => {
    await expect(registerModel(contextOf("nan"), trained({ metrics: { ndcg: Number.NaN } }))).rejects.toThrow();
  });
});
