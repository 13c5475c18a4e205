import { mergeAnswerSchema } from "@rapport/contracts/merges";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { logBatch } from "@rapport/testkit/factories/enriched-events";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { seedAccess } from "./access-cases.ts";
import { seedAgents } from "./agent-cases.ts";
import { seedCampaigns } from "./campaign-cases.ts";
import { seedComputedTraits } from "./computed-trait-cases.ts";
import { seedConnections } from "./connection-cases.ts";
import { seedContent } from "./content-cases.ts";
import { seedExperiments } from "./experiment-cases.ts";
import { seedIntents } from "./intent-cases.ts";
import { seedJobs } from "./job-cases.ts";
import { seedKnowledge } from "./knowledge-cases.ts";
import { seedLeads } from "./lead-cases.ts";
import { PLACEMENT_SEED } from "./placement-cases.ts";
import { seedPrivacy } from "./privacy-cases.ts";
import type { Call } from "./route-case.ts";
import { SEED, seeded } from "./route-cases.ts";
import { seedModel } from "./seed-model.ts";
import { seedSegments } from "./segment-cases.ts";
import { seedTextSafety } from "./text-safety-cases.ts";
import { seedTriggers } from "./trigger-cases.ts";
import { seedWebhooks } from "./webhook-cases.ts";

/** Stores what the good calls of all cases need, in their order. */
export async function seedEverything(server: TestServer): Promise<void> {
  const put = ({ path, ...request }: Call, key: string) => server.ask(path, { ...request, key });
  await put({ path: "/api/v1/catalog/items", method: "PUT", body: { items: SEED.items } }, server.secretKey);
  const { offset } = trackingAnswerSchema.parse(await (await server.send(SEED.messages)).json());
  await server.settle(offset);
  for (const name of ["Planned", "Retired"]) {
    await put({ path: `/api/v1/tracking-plan/events/${name}`, method: "PUT", body: SEED.planEvent }, server.secretKey);
  }
  await seedAccess(server);
  await seedPrivacy(server);
  await seedExperiments(server);
  for (const call of PLACEMENT_SEED) await put(call, server.secretKey);
  await seedComputedTraits(server);
  await seedSegments(server);
  const { lane } = server.composition();
  await server.settle(await lane.append(logBatch(server.projectId, [SEED.deadEvent])));
  const merges = [];
  for (const [into, userId] of SEED.merges) {
    const response = await put({ path: `/api/v1/users/${into}/merge`, body: { userId } }, server.secretKey);
    merges.push(mergeAnswerSchema.parse(await response.json()).merge?.id ?? "");
  }
  [seeded.mergeId = "", seeded.earlierMergeId = ""] = merges;
  seeded.modelId = await seedModel(server, "recommendations");
  await seedIntents(server);
  await seedJobs(server);
  await seedContent(server);
  await seedAgents(server);
  await seedLeads(server);
  await seedTriggers(server);
  await seedWebhooks(server);
  await seedKnowledge(server);
  await seedTextSafety(server);
  await seedCampaigns(server);
  await seedConnections(server);
}
