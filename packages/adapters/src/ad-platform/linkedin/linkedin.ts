import type { AdObject, AdObjectKind, CampaignPlan } from "@rapport/contracts/ad-platforms";
import type {
  AdPlatform,
  PlatformCapabilities,
  SetBudget,
  SetStatus,
  TokenSource,
  UpdateCreative,
} from "@rapport/ports/ad-platform";
import { readTag } from "@rapport/ports/ad-tag";
import { z } from "zod";
import { createCircuit } from "../../http/circuit.ts";
import type { SendRequest } from "../../http/platform-client.ts";
import { PlatformStop } from "../../http/platform-stop.ts";
import type { PlatformSteps, Session } from "../define-platform.ts";
import { definePlatform } from "../define-platform.ts";
import { PINNED_VERSIONS } from "../versions.ts";
import { classifyLinkedInError } from "./classify-linkedin-error.ts";
import { entitiesAnswer, oneCampaignAnswer, oneCreativeAnswer } from "./contract.ts";
import type { LinkedInAccount } from "./linkedin-bodies.ts";
import { campaignBody, creativeBody, groupBody, toMoney } from "./linkedin-bodies.ts";
import { findLinkedInCampaign, findLinkedInObjects, readCreatives, readLinkedInInsights } from "./read-linkedin.ts";

export type LinkedInOptions = {
  projectId: string;
  account: LinkedInAccount;
  send: SendRequest;
  tokens: TokenSource;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
  timeoutMs?: number;
};

const VERSION = PINNED_VERSIONS.linkedin;

const CAPABILITIES: PlatformCapabilities = {
  campaigns: true,
  dryRun: false,
  // Only together with an end of the campaign.
  totalBudget: false,
  maxAdSets: 20,
  minDailyBudgetCents: 1_000,
  placements: [
    {
      placement: "feed",
      headlines: { min: 1, max: 1, length: 200 },
      descriptions: { min: 1, max: 1, length: 300 },
      message: { min: 1, max: 1, length: 600 },
      needsImage: false,
    },
  ],
  settledAfterDays: 30,
  version: VERSION,
};

/** Sponsored content by LinkedIn's Marketing API. Contract-tested only: never run against the live service. */
export function openLinkedIn(options: LinkedInOptions): AdPlatform {
  const { projectId, account, send, tokens, now, timeoutMs } = options;
  const baseUrl = options.baseUrl ?? "https://api.linkedin.com";
  const headers = { "linkedin-version": VERSION.name, "x-restli-protocol-version": "2.0.0" };
  const classify = classifyLinkedInError(now);
  const client = { send, baseUrl, headers, tokens, classify, circuit: createCircuit(now), now, timeoutMs };
  const at = `/rest/adAccounts/${account.accountId}`;
  const steps: PlatformSteps = {
    check: () => [],
    validate: async (session, plan) => {
      await findLocations(session, plan);
      return { problems: [], leftOut: leftOutOf(plan) };
    },
    create: (session, plan, found) => createTree(session, { at, account, plan, found }),
    setStatus: (session, change) => setStatus(session, at, change),
    setBudget: (session, change) => setBudget(session, at, change),
    updateCreative: (session, change) => updateCreative(session, { at, account, change }),
    findCampaign: (session, tag) => findLinkedInCampaign(session, at, tag),
    findBelow: (session, tag) => findLinkedInObjects(session, at, tag),
    readInsights: readLinkedInInsights,
  };
  return definePlatform({ name: "linkedin", projectId, capabilities: CAPABILITIES, client, steps });
}

const COLLECTIONS = { campaign: "adCampaignGroups", "ad-set": "adCampaigns", ad: "creatives" } as const;
const STATUSES = { active: "ACTIVE", paused: "PAUSED", removed: "ARCHIVED" } as const;
/** Created and changed things answer by headers alone. */
const nothing = z.unknown();

type Making = { at: string; account: LinkedInAccount; plan: CampaignPlan; found: AdObject[] };

async function createTree(session: Session, { at, account, plan, found }: Making): Promise<void> {
  const idOf = (tag: string) => found.find((object) => object.tag === tag)?.id;
  const groupId = idOf(plan.tag) ?? (await create(session, `${at}/adCampaignGroups`, groupBody(account, plan)));
  const locations = await findLocations(session, plan);
  for (const adSet of plan.adSets) {
    const own = adSet.targeting.countries.flatMap((country) => locations.get(country) ?? []);
    const body = () => campaignBody(account, { plan, adSet, groupId, locations: own });
    const campaignId = idOf(adSet.tag) ?? (await create(session, `${at}/adCampaigns`, body()));
    for (const ad of adSet.ads.filter(({ tag }) => idOf(tag) === undefined)) {
      await createInline(session, at, creativeBody(account, campaignId, ad));
    }
  }
}

/** The id of what was made stands in a header alone. */
async function create(session: Session, path: string, body: unknown): Promise<string> {
  const { headers } = await session({ method: "POST", path, body, changes: true, schema: nothing });
  const id = headers["x-restli-id"];
  if (id !== undefined) return id;
  throw new PlatformStop({ kind: "outcome-unknown", message: "LinkedIn did not say what it made" });
}

async function createInline(session: Session, at: string, body: unknown): Promise<void> {
  await session({ method: "POST", path: `${at}/creatives?action=createInline`, body, changes: true, schema: nothing });
}

/** LinkedIn's names of the plan's countries, which it finds by their English names. */
async function findLocations(session: Session, { adSets }: CampaignPlan): Promise<Map<string, string>> {
  const names = new Intl.DisplayNames("en", { type: "region" });
  const found = new Map<string, string>();
  for (const country of new Set(adSets.flatMap(({ targeting }) => targeting.countries))) {
    const name = names.of(country) ?? country;
    const facet = encodeURIComponent("urn:li:adTargetingFacet:locations");
    const path = `/rest/adTargetingEntities?q=typeahead&facet=${facet}&query=${encodeURIComponent(name)}`;
    const { value } = await session({ method: "GET", path, changes: false, schema: entitiesAnswer });
    const entity = value.elements.find((element) => element.name === name);
    if (entity) found.set(country, entity.urn);
    else refuse("/adSets/0/targeting/countries", `${country} is no country that LinkedIn knows`);
  }
  return found;
}

async function setStatus(session: Session, at: string, { object, status }: SetStatus): Promise<void> {
  const field = object.kind === "ad" ? "intendedStatus" : "status";
  await update(session, placeOf(at, object.kind, object.id), { [field]: STATUSES[status] });
}

async function setBudget(session: Session, at: string, { object, dailyBudgetCents }: SetBudget): Promise<void> {
  const path = placeOf(at, "ad-set", object.id);
  const { value } = await session({ method: "GET", path, changes: false, schema: oneCampaignAnswer });
  const currency = value.dailyBudget?.currencyCode;
  if (currency === undefined) refuse("/object/id", "has no daily budget");
  await update(session, path, { dailyBudget: toMoney(dailyBudgetCents, currency ?? "") });
}

/**
 * A creative cannot be changed, so another takes its place: made, set to the status of the old one, then the old one is put away.
 * Its name holds the tag of this change and ends with the ad's, so a repeated call finds what an earlier one has made.
 */
async function updateCreative(
  session: Session,
  { at, account, change }: { at: string; account: LinkedInAccount; change: UpdateCreative },
): Promise<void> {
  const { object, tag, creative } = change;
  const path = placeOf(at, "ad", object.id);
  const { value: known } = await session({ method: "GET", path, changes: false, schema: oneCreativeAnswer });
  const campaignId = known.campaign.slice(known.campaign.lastIndexOf(":") + 1);
  const read = async () =>
    (await readCreatives(session, at, [campaignId])).filter(({ name = "" }) => readTag(name) === object.tag);
  const isNew = ({ name = "" }: { name?: string | undefined }) => name.includes(tag);
  if (!(await read()).some(isNew)) {
    await createInline(session, at, creativeBody(account, campaignId, { tag: object.tag, name: tag, creative }));
  }
  const all = await read();
  const made = all.find(isNew);
  if (!made) throw new PlatformStop({ kind: "outcome-unknown", message: "The new creative cannot be read back yet" });
  const old = all.filter((each) => each !== made);
  if (old.some(({ intendedStatus }) => intendedStatus === "ACTIVE")) {
    await update(session, placeOf(at, "ad", made.id), { intendedStatus: "ACTIVE" });
  }
  for (const { id } of old) await update(session, placeOf(at, "ad", id), { intendedStatus: "ARCHIVED" });
}

async function update(session: Session, path: string, set: Record<string, unknown>): Promise<void> {
  const headers = { "x-restli-method": "PARTIAL_UPDATE" };
  await session({ method: "POST", path, headers, body: { patch: { $set: set } }, changes: true, schema: nothing });
}

function placeOf(at: string, kind: AdObjectKind, id: string): string {
  return `${at}/${COLLECTIONS[kind]}/${encodeURIComponent(id)}`;
}

function refuse(pointer: string, message: string): void {
  throw new PlatformStop({ kind: "bad-request", message: `${pointer} ${message}`, fields: [{ pointer, message }] });
}

function leftOutOf({ adSets, objective, endsOn, totalBudgetCents }: CampaignPlan): string[] {
  const asksAge = adSets.some(({ targeting }) => targeting.ageMin > 18 || targeting.ageMax < 65);
  const asksWords = adSets.some(({ targeting }) => targeting.keywords.length > 0);
  return [
    ...(asksAge ? ["Ages: LinkedIn's ranges are others, and are not set here"] : []),
    ...(asksWords ? ["Keywords: LinkedIn does not target by them"] : []),
    ...(objective === "leads" || objective === "sales"
      ? ["The goal: it is visits, which need no lead form or conversion rule"]
      : []),
    ...(totalBudgetCents !== undefined && endsOn === undefined
      ? ["The total budget: LinkedIn takes one with an end only"]
      : []),
  ];
}
