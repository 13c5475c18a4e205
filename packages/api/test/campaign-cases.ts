import { openFakeLaunches } from "@rapport/testkit/ad-platforms/open-fake-launches";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { z } from "zod";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);
const PATH = "/api/v1/campaigns";
const NOBODY = "cmp_00000000000000000000000000";
const DAY_MS = 86_400_000;
const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

/** Ids that are known once `seedCampaigns` has run, named by what they are for. */
const ids = { draft: "", doomed: "", proposable: "", rejectable: "", approvable: "", running: "", paused: "" };

let launches: Awaited<ReturnType<typeof openFakeLaunches>> | undefined;

const campaign = (name: string) => ({
  name,
  landingUrl: "https://shop.example/",
  targeting: { countries: ["DE"] },
  budgetCents: 100_000,
  currency: "EUR",
  startsOn: day(0),
  endsOn: day(9),
  channels: [
    {
      platform: "sandbox",
      dailyBudgetCents: 1_000,
      creatives: [{ variant: "A", headlines: ["Copper kettles"], descriptions: ["Boils in two minutes"] }],
    },
  ],
});

/** Makes a campaign for each state that a call needs. */
export async function seedCampaigns(server: TestServer): Promise<void> {
  const post = async (path: string, body?: object) => {
    const answer = await server.ask(path, { method: "POST", key: server.secretKey, body });
    return z.object({ id: z.string() }).parse(await answer.json()).id;
  };
  for (const name of ["draft", "doomed", "proposable", "rejectable", "approvable", "running", "paused"] as const)
    ids[name] = await post(PATH, campaign(name));
  for (const id of [ids.rejectable, ids.approvable, ids.running, ids.paused]) await post(`${PATH}/${id}/propose`);
  const reason = { reason: "For the tests" };
  for (const id of [ids.running, ids.paused]) await post(`${PATH}/${id}/approve`, reason);
  await post(`${PATH}/${ids.paused}/pause`, reason);
  const fake = await openFakeLaunches(server.projectId);
  launches = fake;
  const { adPlatforms } = server.composition().services;
  adPlatforms.launches = {
    ...adPlatforms.launches,
    open: async (projectId) => (projectId === server.projectId ? fake : undefined),
  };
}

export async function closeCampaigns(): Promise<void> {
  await launches?.close();
}

/** One step of a campaign's way; what is drafted only can do none of those that spend or stop. */
function step(
  verb: string,
  good: keyof typeof ids,
  body: object | undefined,
  conflicting?: keyof typeof ids,
): RouteCase {
  const callOf = (id: string) => ({ path: `${PATH}/${id}/${verb}`, method: "POST", ...(body && { body }) });
  return {
    access: "secret",
    good: () => callOf(ids[good]),
    bad: { ...callOf(LONG), pointer: "/campaignId" },
    missing: callOf(NOBODY),
    ...(conflicting && { conflicting: () => callOf(ids[conflicting]) }),
  };
}

function one(method: string, good: keyof typeof ids, end = "", body?: object): RouteCase {
  const callOf = (id: string) => ({ path: `${PATH}/${id}${end}`, method, ...(body && { body }) });
  const isRead = method === "GET";
  return {
    access: "secret",
    good: () => callOf(ids[good]),
    bad: { ...callOf(LONG), pointer: "/campaignId" },
    missing: callOf(NOBODY),
    ...(isRead ? {} : { conflicting: () => callOf(ids.running) }),
  };
}

const reason = { reason: "Because" };
const making = (path: string): RouteCase => ({
  access: "secret",
  good: () => ({ path, body: campaign("made") }),
  bad: { path, body: { ...campaign("made"), endsOn: day(-1) }, pointer: "/endsOn" },
  conflicting: () => ({ path, body: { ...campaign("made"), currency: "USD" } }),
});

/** What a project has that never set caps. */
const NO_BUDGET = {
  currency: "USD",
  dayCapCents: null,
  monthCapCents: null,
  projectCapCents: null,
  autoApproveCents: null,
  stopped: null,
  today: { spentCents: 0, promisedCents: 0 },
  month: { spentCents: 0, promisedCents: 0 },
  total: { spentCents: 0, promisedCents: 0 },
};

export const CAMPAIGN_CASES: Record<string, RouteCase> = {
  listCampaigns: {
    access: "secret",
    empty: { data: [], nextCursor: null },
    good: () => ({ path: PATH }),
    bad: { path: `${PATH}?limit=0`, pointer: "/limit" },
  },
  createCampaign: making(`${PATH}/create`),
  postCampaign: making(PATH),
  getCampaign: one("GET", "running"),
  putCampaign: one("PUT", "draft", "", campaign("changed")),
  deleteCampaign: one("DELETE", "doomed"),
  getCampaignMetrics: one("GET", "running", "/metrics"),
  listPlatformActions: one("GET", "running", "/actions"),
  getLaunchKit: one("GET", "draft", "/launch-kit"),
  getLaunch: {
    access: "secret",
    good: () => ({ path: "/api/v1/launches/rapport" }),
    bad: { path: `/api/v1/launches/${LONG}`, pointer: "/slug" },
    missing: { path: "/api/v1/launches/nothing" },
    conflicting: () => ({ path: "/api/v1/launches/withdrawn" }),
  },
  proposeCampaign: step("propose", "proposable", undefined, "running"),
  rejectCampaign: step("reject", "rejectable", reason, "draft"),
  approveCampaign: step("approve", "approvable", reason, "draft"),
  resumeCampaign: step("resume", "paused", reason, "draft"),
  pauseCampaign: step("pause", "paused", reason, "draft"),
  endCampaign: step("end", "paused", reason, "draft"),
  optimizeCampaign: step("optimize", "running", { dryRun: true }),
  getBudget: {
    access: "secret",
    empty: NO_BUDGET,
    good: () => ({ path: "/api/v1/budgets" }),
    bad: { path: "/api/v1/budgets?of=me", pointer: "" },
  },
  putBudget: {
    access: "secret",
    good: () => ({ path: "/api/v1/budgets", method: "PUT", body: { currency: "EUR", dayCapCents: 1_000_000 } }),
    bad: {
      path: "/api/v1/budgets",
      method: "PUT",
      body: { currency: "EUR", dayCapCents: 0.5 },
      pointer: "/dayCapCents",
    },
    conflicting: () => ({ path: "/api/v1/budgets", method: "PUT", body: { currency: "EUR", dayCapCents: 1 } }),
  },
  stopSpending: {
    access: "secret",
    good: () => ({ path: "/api/v1/budgets/stop", body: reason }),
    bad: { path: "/api/v1/budgets/stop", body: {}, pointer: "/reason" },
  },
  releaseSpending: {
    access: "secret",
    empty: NO_BUDGET,
    good: () => ({ path: "/api/v1/budgets/release", method: "POST" }),
    bad: { path: "/api/v1/budgets/release?of=me", method: "POST", pointer: "" },
  },
};
