import { setTimeout as sleep } from "node:timers/promises";
import { createRole } from "@rapport/domain/members/roles";
import { trackMessage } from "../factories/messages.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { hostileText } from "./hostile-texts.ts";

/** People that clusters are found among, and into how many sorts they fall. */
const PEOPLE = 60;
const SORTS = 3;

/** One of each rule that people name, with texts of somebody who means harm. */
export async function seedRules(server: TestServer): Promise<void> {
  const calculation = { kind: "count" };
  const measure = { events: [hostileText("measured")], where: [], calculation };
  const definition = { measure, window: { kind: "rolling", hours: 720 } };
  const source = { kind: "intent", goal: "churn", threshold: 0.7 };
  const action = { kind: "job", name: "intents-train", input: {} };
  const variants = ["today", "large"].map((name) => ({ name, weight: 1 }));
  await put(server, "POST", "/api/v1/computed-traits", { key: "kept", description: hostileText("trait"), definition });
  await put(server, "PUT", "/api/v1/intents/goals/trial", {
    definition: { kind: "event", event: hostileText("goal"), horizonDays: 7 },
  });
  await put(server, "POST", "/api/v1/triggers", { name: hostileText("trigger").slice(0, 64), source, action });
  await put(server, "POST", "/api/v1/experiments", { name: "trial", description: hostileText("experiment"), variants });
  const { services } = server.composition();
  const permissions = ["events:read"];
  const name = hostileText("role").slice(0, 80);
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } } as const;
  await createRole(ctx, { name, permissions, giver: permissions });
}

/** People of some sorts, told apart by hostile names of events, and the clusters that are found among them. */
export async function seedClusters(server: TestServer): Promise<void> {
  const names = Array.from({ length: SORTS }, (_, sort) => hostileText(`sort ${sort}`));
  const messages = Array.from({ length: PEOPLE * 3 }, (_, i) => {
    const person = i % PEOPLE;
    const event = names[person % SORTS] ?? "";
    return trackMessage({ userId: `person-${person}`, anonymousId: undefined, event, properties: { category: event } });
  });
  const answer = await server.send(messages);
  await server.settle(String((await answer.json()).offset));
  await put(server, "POST", "/api/v1/clusters/fit", { k: SORTS });
  for (let tries = 0; tries < 300; tries++) {
    const { data } = await (await server.ask("/api/v1/clusters", { key: server.secretKey })).json();
    if (data.length > 0) return;
    await sleep(100);
  }
  throw new Error("No clusters were found within half a minute");
}

async function put(server: TestServer, method: string, path: string, body: object): Promise<void> {
  const answer = await server.ask(path, { method, key: server.secretKey, body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}
