import type { PutCampaign } from "@rapport/contracts/campaigns";
import {
  campaignListSchema,
  campaignMetricsSchema,
  campaignSchema,
  optimizationSchema,
  platformActionListSchema,
} from "@rapport/contracts/campaigns";
import { launchKitListSchema, launchSchema } from "@rapport/contracts/launches";
import { z } from "zod";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/campaigns";
const pathOf = (id: string, end = "") => `${PATH}/${encodeURIComponent(id)}${end}`;
const act = <T>(id: string, verb: string, body: object | undefined, schema: z.ZodType<T>) =>
  request(pathOf(id, `/${verb}`), { method: "POST", ...(body ? { body } : {}), schema });

/** Key of everything about campaigns in the client's cache. */
export const CAMPAIGNS_KEY = ["campaigns"] as const;

/** What can be done to a campaign with a reason. */
export type CampaignVerb = "approve" | "reject" | "pause" | "resume" | "end";

export const campaignsApi = {
  list: (cursor: string | undefined, signal?: AbortSignal) =>
    request(withQuery(PATH, { limit: 50, cursor }), { schema: campaignListSchema, signal }),
  get: (id: string, signal?: AbortSignal) => request(pathOf(id), { schema: campaignSchema, signal }),
  metrics: (id: string, signal?: AbortSignal) =>
    request(pathOf(id, "/metrics"), { schema: campaignMetricsSchema, signal }),
  actions: (id: string, signal?: AbortSignal) =>
    request(pathOf(id, "/actions"), { schema: platformActionListSchema, signal }),
  launchKit: (id: string, signal?: AbortSignal) =>
    request(pathOf(id, "/launch-kit"), { schema: launchKitListSchema, signal }),
  launch: (slug: string, signal?: AbortSignal) =>
    request(`/api/v1/launches/${encodeURIComponent(slug)}`, { schema: launchSchema, signal }),
  create: (body: PutCampaign) => request(`${PATH}/create`, { method: "POST", body, schema: campaignSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
  propose: (id: string) => act(id, "propose", undefined, campaignSchema),
  change: (id: string, verb: CampaignVerb, reason: string) => act(id, verb, { reason }, campaignSchema),
  optimize: (id: string, dryRun: boolean) => act(id, "optimize", { dryRun }, optimizationSchema),
};
