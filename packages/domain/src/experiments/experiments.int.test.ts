import { putExperimentSchema } from "@rapport/contracts/experiments";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { createExperiment } from "./create-experiment.ts";
import { deleteExperiment } from "./delete-experiment.ts";
import { getExperiment, listExperiments } from "./get-experiment.ts";
import { listAssignments } from "./list-assignments.ts";
import { putExperiment } from "./put-experiment.ts";
import { startExperiment } from "./start-experiment.ts";
import { stopExperiment } from "./stop-experiment.ts";

const VARIANTS = [
  { name: "today", weight: 1 },
  { name: "large", weight: 1 },
];
const input = (name: string, more: object = {}) => putExperimentSchema.parse({ name, variants: VARIANTS, ...more });
const people = Array.from({ length: 300 }, (_, index) => `device-${index}`);

describeOnBothEngines("experiments", (engine) => {
  let services: ReturnType<typeof createTestServices>["services"] | undefined;
  let projects = 0;
  const setUp = (projectId = `prj_${++projects}`): Context => {
    services ??= createTestServices(engine.store()).services;
    return { ...services, projectId, actor: { kind: "system" } };
  };
  const variantsOf = async (ctx: Context, name: string) => {
    const answers = await Promise.all(people.map((anonymousId) => listAssignments(ctx, { anonymousId })));
    return answers.map(({ assignments }) => assignments.find(({ experiment }) => experiment === name)?.variant);
  };

  test("nobody is assigned before the start and after the stop; while it runs everybody keeps their variant", async () => {
    const ctx = setUp();
    const { id } = await createExperiment(ctx, input("button"));
    expect(new Set(await variantsOf(ctx, "button"))).toEqual(new Set([undefined]));
    await startExperiment(ctx, { id });
    const before = await variantsOf(ctx, "button");
    expect(new Set(before)).toEqual(new Set(["today", "large"]));
    const other = await createExperiment(ctx, input("other"));
    await startExperiment(ctx, { id: other.id });
    expect(await variantsOf(ctx, "button")).toEqual(before);
    expect(await stopExperiment(ctx, { id })).toMatchObject({ state: "stopped", stoppedAt: expect.any(String) });
    expect(new Set(await variantsOf(ctx, "button"))).toEqual(new Set([undefined]));
  });

  test("what runs or ran is frozen; each refused change says what to do instead", async () => {
    const ctx = setUp();
    const { id } = await createExperiment(ctx, input("frozen"));
    await expect(stopExperiment(ctx, { id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("delete it"),
    });
    expect(await putExperiment(ctx, { ...input("frozen", { traffic: 0.5 }), id })).toMatchObject({ traffic: 0.5 });
    const { startedAt } = await startExperiment(ctx, { id });
    expect(await startExperiment(ctx, { id })).toMatchObject({ state: "running", startedAt });
    await expect(putExperiment(ctx, { ...input("frozen"), id })).rejects.toMatchObject({ code: "conflict" });
    await expect(deleteExperiment(ctx, { id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("stop it first"),
    });
    await stopExperiment(ctx, { id });
    await expect(startExperiment(ctx, { id })).rejects.toMatchObject({ code: "conflict" });
    await deleteExperiment(ctx, { id });
    await expect(getExperiment(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a layer gives its people to one experiment at a time, to two starts at once too, and gets them back", async () => {
    const ctx = setUp();
    const make = (name: string, traffic: number) => createExperiment(ctx, input(name, { layer: "page", traffic }));
    const [first, second, third] = [await make("first", 0.6), await make("second", 0.4), await make("third", 0.6)];
    const starts = [first, third].map(({ id }) => startExperiment(ctx, { id }));
    const outcomes = (await Promise.allSettled(starts)).map(({ status }) => status);
    expect(outcomes.toSorted()).toEqual(["fulfilled", "rejected"]);
    await startExperiment(ctx, { id: second.id });
    const { data } = await listExperiments(ctx);
    const running = data.filter(({ state }) => state === "running").map(({ name }) => name);
    const seen = await Promise.all(people.map((anonymousId) => listAssignments(ctx, { anonymousId })));
    expect(seen.map(({ assignments }) => assignments.length)).toEqual(people.map(() => 1));
    const winner = running.includes("first") ? first : third;
    const loser = winner === first ? third : first;
    await expect(startExperiment(ctx, { id: loser.id })).rejects.toMatchObject({
      code: "conflict",
      fields: [{ pointer: "/traffic", message: "must be at most 0.0000" }],
    });
    await stopExperiment(ctx, { id: winner.id });
    await startExperiment(ctx, { id: loser.id });
  });

  test("an experiment over users follows the user over devices, and is left out where no user is known", async () => {
    const ctx = setUp();
    const { id } = await createExperiment(ctx, input("people", { unit: "user" }));
    await startExperiment(ctx, { id });
    const [one, other] = [
      await listAssignments(ctx, { anonymousId: "phone", userId: "u1" }),
      await listAssignments(ctx, { anonymousId: "laptop", userId: "u1" }),
    ];
    expect(one.assignments).toMatchObject([{ experiment: "people" }]);
    expect(other).toEqual(one);
    expect(await listAssignments(ctx, { anonymousId: "phone" })).toEqual({ assignments: [] });
    await expect(listAssignments(ctx, {})).rejects.toMatchObject({ fields: [{ pointer: "/anonymousId" }] });
  });

  test("a name is one experiment's, and another project sees and changes nothing", async () => {
    const [ctx, other] = [setUp(), setUp()];
    const { id } = await createExperiment(ctx, input("mine"));
    const second = await createExperiment(ctx, input("second"));
    const taken = { code: "conflict", fields: [{ pointer: "/name" }] };
    await expect(createExperiment(ctx, input("mine"))).rejects.toMatchObject(taken);
    await expect(putExperiment(ctx, { ...input("mine"), id: second.id })).rejects.toMatchObject(taken);
    for (const verb of [getExperiment, startExperiment, stopExperiment, deleteExperiment])
      await expect(verb(other, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(putExperiment(other, { ...input("mine"), id })).rejects.toMatchObject({ code: "not_found" });
    await startExperiment(ctx, { id });
    expect(await listAssignments(other, { anonymousId: "device-1" })).toEqual({ assignments: [] });
    expect(await createExperiment(other, input("mine"))).toMatchObject({ name: "mine", state: "draft" });
  });
});
