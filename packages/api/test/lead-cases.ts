import { findLeads } from "@rapport/domain/leads/find-leads";
import { openFakeHubspot } from "@rapport/testkit/crm/open-fake-crm";
import { identifyMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { expect } from "vitest";
import { z } from "zod";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/leads";
const LONG = "x".repeat(65);
const NONE = "led_00000000000000000000000000";
const seeded = { leadId: "" };
let hubspot: Awaited<ReturnType<typeof openFakeHubspot>> | undefined;

/** Makes a lead of somebody who agreed to be contacted. */
export async function seedLeads(server: TestServer): Promise<void> {
  const context = { consent: { categoryPreferences: { marketing: true } } };
  const originalTimestamp = new Date().toISOString();
  const answer = await server.send([
    identifyMessage({
      userId: "lea",
      traits: { email: "lea@firm.example", company: "Firm" },
      context,
      originalTimestamp,
    }),
  ]);
  await server.settle(z.object({ offset: z.string() }).parse(await answer.json()).offset);
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const fake = await openFakeHubspot();
  hubspot = fake;
  fake.put({ email: "bob@firm.example", firstname: "Bob" });
  services.crms.open = async (_, crm) => (crm === "hubspot" ? fake.crm : undefined);
  seeded.leadId = (await findLeads(ctx, { limit: 1, minScore: 0 }))[0]?.id ?? "";
}

export async function closeLeads(): Promise<void> {
  await hubspot?.close();
}

const criteria = { fit: [{ key: "pro", name: "On the pro plan", text: 'trait plan = "pro"', points: 10 }] };

/** How to call the operations on leads. */
export const LEAD_CASES: Record<string, RouteCase> = {
  listLeads: {
    access: "secret",
    empty: { data: [], nextCursor: null },
    good: () => ({ path: `${PATH}?stage=new&sort=active` }),
    bad: { path: `${PATH}?grade=D1`, pointer: "/grade" },
  },
  recomputeLeads: {
    access: "secret",
    good: () => ({ path: `${PATH}/recompute`, body: {} }),
    bad: { path: `${PATH}/recompute`, body: { everybody: 1 }, pointer: "" },
  },
  importLeads: {
    access: "secret",
    good: () => ({ path: `${PATH}/import?dryRun=true`, body: "email,name\nada@firm.example,Ada\n" }),
    bad: { path: `${PATH}/import?dryRun=maybe`, body: "email", pointer: "/dryRun" },
  },
  exportLeadsToCrm: {
    access: "secret",
    good: () => ({ path: `${PATH}/crm/export`, body: { crm: "hubspot", dryRun: false } }),
    bad: { path: `${PATH}/crm/export`, body: { crm: "hubspot", facts: { grade: "no name" } }, pointer: "/facts/grade" },
    conflicting: () => ({ path: `${PATH}/crm/export`, body: { crm: "salesforce" } }),
  },
  importLeadsFromCrm: {
    access: "secret",
    good: () => ({ path: `${PATH}/crm/import`, body: { crm: "hubspot", limit: 1 } }),
    bad: { path: `${PATH}/crm/import`, body: { crm: "pipedrive" }, pointer: "/crm" },
    conflicting: () => ({ path: `${PATH}/crm/import`, body: { crm: "salesforce" } }),
  },
  listLeadSources: {
    access: "secret",
    empty: { crms: expect.any(Array), search: "own-data", enrichment: "own-data" },
    good: () => ({ path: `${PATH}/sources` }),
    bad: { path: `${PATH}/sources?x=1`, pointer: "" },
  },
  searchCompanies: {
    access: "secret",
    good: () => ({ path: `${PATH}/companies/search`, body: { query: "firm" } }),
    bad: { path: `${PATH}/companies/search`, body: { query: "f" }, pointer: "/query" },
  },
  enrichLeads: {
    access: "secret",
    good: () => ({ path: `${PATH}/enrich`, body: { leadIds: [seeded.leadId], dryRun: false } }),
    bad: { path: `${PATH}/enrich`, body: { leadIds: [] }, pointer: "/leadIds" },
  },
  getLeadCriteria: {
    access: "secret",
    empty: expect.objectContaining({ version: 0, scoredAt: null }),
    good: () => ({ path: `${PATH}/criteria` }),
    bad: { path: `${PATH}/criteria?defaults=1`, pointer: "/defaults" },
  },
  putLeadCriteria: {
    access: "secret",
    good: () => ({ path: `${PATH}/criteria`, method: "PUT", body: criteria }),
    bad: {
      path: `${PATH}/criteria`,
      method: "PUT",
      body: { fit: [{ ...criteria.fit[0], text: "trait" }] },
      pointer: "/fit/0/text",
    },
  },
  getLead: {
    access: "secret",
    good: () => ({ path: `${PATH}/${seeded.leadId}` }),
    bad: { path: `${PATH}/${LONG}`, pointer: "/leadId" },
    missing: { path: `${PATH}/${NONE}` },
  },
  moveLead: {
    access: "secret",
    good: () => ({ path: `${PATH}/${seeded.leadId}/stage`, body: { stage: "contacted", reason: "Rang" } }),
    bad: { path: `${PATH}/${NONE}/stage`, body: { stage: "sold" }, pointer: "/stage" },
    missing: { path: `${PATH}/${NONE}/stage`, body: { stage: "won" } },
  },
  assignLead: {
    access: "secret",
    good: () => ({ path: `${PATH}/${seeded.leadId}/assign`, body: { ownerId: null } }),
    bad: { path: `${PATH}/${NONE}/assign`, body: { ownerId: 1 }, pointer: "/ownerId" },
    missing: { path: `${PATH}/${NONE}/assign`, body: { ownerId: null } },
  },
};
