import { upsertIdentities } from "@rapport/store/queries/identities";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { getProfile } from "./get-profile.ts";
import { MAX_TRAITS } from "./profile-state.ts";

let projects = 0;
const newProject = () => `prj_${++projects}`;

describeOnBothEngines("a person or group of an endless sender", ({ store }) => {
  const services = () => createTestServices(store()).services;
  const record = (projectId: string, events: Parameters<typeof enrichedEvent>[0][]) =>
    recordEvents(services(), {
      logId: projectId,
      steps: [],
      events: events.map((event) => enrichedEvent({ projectId, ...event })),
    });

  test("is answered with a hundred ids at most, the user's own among them", async () => {
    const projectId = newProject();
    const [recorded] = await record(projectId, [{ userId: "zoe" }]);
    const profileId = recorded?.profileId ?? "";
    const devices = Array.from({ length: 150 }, (_, i) => ({ kind: "anonymous" as const, value: `d${i}`, profileId }));
    await upsertIdentities(store().db, projectId, devices);
    const profile = await getProfile({ ...services(), projectId, actor: { kind: "system" } }, "zoe");
    expect(profile.identities).toHaveLength(100);
    expect(profile.identities).toContainEqual({ kind: "user", value: "zoe" });
  });

  test("keeps the smallest names of a group's traits, and none that is too long", async () => {
    const projectId = newProject();
    const traits = (from: number) => Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`t${from + i}`, i]));
    for (const payload of [traits(300), traits(100), { t100: "x".repeat(3_000) }]) {
      await record(projectId, [{ type: "group", userId: "u", payload: { groupId: "acme", traits: payload } }]);
    }
    const [row] = await readRows(store(), `select traits from groups where project_id = '${projectId}'`);
    const kept: object = typeof row?.traits === "string" ? JSON.parse(row.traits) : Object(row?.traits);
    expect(Object.keys(kept)).toHaveLength(MAX_TRAITS);
    expect(kept).toMatchObject({ t100: 0, t299: 199 });
    expect(kept).not.toHaveProperty("t499");
  });
});
