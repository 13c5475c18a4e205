import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { putCampaignSchema } from "@rapport/contracts/campaigns";
import { startRun } from "@rapport/domain/agents/start-run";
import { createCampaign } from "@rapport/domain/campaigns/create-campaign";
import { inviteMember } from "@rapport/domain/members/invite-member";
import { createRole } from "@rapport/domain/members/roles";
import { untilAsked } from "@rapport/testkit/agents/start-agents";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const CREATIVES = [{ variant: "A", headlines: ["Kettles"], descriptions: ["Of copper"] }];
const PLAN = putCampaignSchema.parse({
  name: "Kettles",
  landingUrl: "https://shop.example/",
  targeting: { countries: ["DE"] },
  budgetCents: 10_000,
  currency: "EUR",
  startsOn: day(0),
  endsOn: day(4),
  channels: [{ platform: "sandbox", dailyBudgetCents: 1_000, creatives: CREATIVES }],
});

test("who may decide, but has no right to budgets, can refuse what spends money and not approve it", async () => {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const campaign = await createCampaign(ctx, PLAN);
  await startRun(ctx, { graph: "ad-manager", input: { campaignId: campaign.id } });
  const { id } = await untilAsked(ctx);
  const permissions = ["approvals:read", "approvals:write"];
  const role = await createRole(ctx, { name: "Editor", permissions, giver: BUILT_IN_ROLES.admin });
  const invited = { email: "editor@example.com", role: role.id, giver: BUILT_IN_ROLES.admin };
  const { token } = await inviteMember(ctx, invited);
  const body = { token, name: "Ed", password: "correct horse battery" };
  const headers = { origin: "http://127.0.0.1" };
  const joined = await server.ask("/console/join", { body, headers });
  const cookie = joined.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const decide = (decision: object) =>
    server.ask(`/api/v1/approvals/${id}/decide`, { body: decision, headers: { ...headers, cookie } });
  const refused = await decide({ action: "approve" });
  expect([refused.status, await refused.json()]).toMatchObject([
    403,
    { detail: expect.stringContaining("budgets:write") },
  ]);
  expect((await decide({ action: "reject" })).status).toBe(200);
});
