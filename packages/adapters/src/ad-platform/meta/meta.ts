import type { AdObject, AdObjectKind, CampaignPlan } from "@rapport/contracts/ad-platforms";
import type { AdPlatform, PlatformCapabilities, TokenSource } from "@rapport/ports/ad-platform";
import { nameWithTag } from "@rapport/ports/ad-tag";
import { createCircuit } from "../../http/circuit.ts";
import type { SendRequest } from "../../http/platform-client.ts";
import type { PlatformSteps, Session } from "../define-platform.ts";
import { definePlatform } from "../define-platform.ts";
import { PINNED_VERSIONS } from "../versions.ts";
import { classifyMetaError } from "./classify-meta-error.ts";
import { createdAnswer, successAnswer } from "./contract.ts";
import type { MetaAccount } from "./meta-bodies.ts";
import { adSetBody, campaignBody, leftOutOf, META_NAME_LENGTH, toCreativeSpec } from "./meta-bodies.ts";
import { findMetaCampaign, findMetaObjects, readMetaInsights } from "./read-meta.ts";

export type MetaOptions = {
  projectId: string;
  account: MetaAccount;
  send: SendRequest;
  tokens: TokenSource;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
  timeoutMs?: number;
};

const VERSION = PINNED_VERSIONS.meta;

const CAPABILITIES: PlatformCapabilities = {
  campaigns: true,
  dryRun: true,
  totalBudget: true,
  maxAdSets: 20,
  minDailyBudgetCents: 100,
  placements: [
    {
      placement: "feed",
      headlines: { min: 1, max: 1, length: 255 },
      descriptions: { min: 1, max: 1, length: 255 },
      message: { min: 0, max: 1, length: 2_200 },
      needsImage: false,
    },
  ],
  settledAfterDays: 28,
  version: VERSION,
};

const STATUSES = { active: "ACTIVE", paused: "PAUSED", removed: "DELETED" } as const;
const EDGES = { campaign: "campaigns", "ad-set": "adsets", ad: "ads" } as const;

/** Currencies that Meta counts in whole units: a budget in cents would be a hundred times too large. */
const WHOLE_UNITS = new Set(["CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"]);

/** Facebook and Instagram through Meta's Marketing API. Contract-tested only: never run against the live service. */
export function openMeta(options: MetaOptions): AdPlatform {
  const { projectId, account, send, tokens, now, timeoutMs } = options;
  const baseUrl = `${options.baseUrl ?? "https://graph.facebook.com"}/${VERSION.name}`;
  const classify = classifyMetaError(now);
  const client = { send, baseUrl, headers: {}, tokens, classify, circuit: createCircuit(now), now, timeoutMs };
  const act = `/act_${account.accountId}`;
  const steps: PlatformSteps = {
    check: ({ currency }) =>
      WHOLE_UNITS.has(currency) ? [{ pointer: "/currency", message: `${currency} is not supported here yet` }] : [],
    validate: async (session, plan) => {
      const body = { ...campaignBody(plan), execution_options: ["validate_only"] };
      await session({ method: "POST", path: `${act}/campaigns`, body, changes: false, schema: successAnswer });
      return { problems: [], leftOut: leftOutOf(account, plan) };
    },
    create: (session, plan, found) => createTree(session, { act, account, plan, found }),
    setStatus: (session, { object, status }) => update(session, object.id, { status: STATUSES[status] }),
    setBudget: (session, { object, dailyBudgetCents }) =>
      update(session, object.id, { daily_budget: dailyBudgetCents }),
    updateCreative: (session, { object, tag, creative }) =>
      update(session, object.id, { creative: toCreativeSpec(account, tag, creative) }),
    findCampaign: (session, tag) => findMetaCampaign(session, act, tag),
    findBelow: (session, tag) => findMetaObjects(session, act, tag),
    readInsights: readMetaInsights,
  };
  return definePlatform({ name: "meta", projectId, capabilities: CAPABILITIES, client, steps });
}

type Making = { act: string; account: MetaAccount; plan: CampaignPlan; found: AdObject[] };

async function createTree(session: Session, { act, account, plan, found }: Making): Promise<void> {
  const ensure = async (kind: AdObjectKind, tag: string, body: () => unknown): Promise<string> => {
    const there = found.find((object) => object.kind === kind && object.tag === tag);
    if (there) return there.id;
    const path = `${act}/${EDGES[kind]}`;
    return (await session({ method: "POST", path, body: body(), changes: true, schema: createdAnswer })).value.id;
  };
  const campaignId = await ensure("campaign", plan.tag, () => campaignBody(plan));
  for (const adSet of plan.adSets) {
    const adSetId = await ensure("ad-set", adSet.tag, () => adSetBody(account, plan, adSet, campaignId));
    for (const { tag, name, creative } of adSet.ads) {
      const own = { name: nameWithTag(name, tag, META_NAME_LENGTH), adset_id: adSetId, status: "PAUSED" };
      await ensure("ad", tag, () => ({ ...own, creative: toCreativeSpec(account, tag, creative) }));
    }
  }
}

async function update(session: Session, id: string, body: unknown): Promise<void> {
  await session({ method: "POST", path: `/${id}`, body, changes: true, schema: successAnswer });
}
