import type { AdObjectKind, CampaignPlan } from "@rapport/contracts/ad-platforms";
import type {
  AdPlatform,
  PlatformCapabilities,
  SetBudget,
  SetStatus,
  TokenSource,
  UpdateCreative,
} from "@rapport/ports/ad-platform";
import { createCircuit } from "../../http/circuit.ts";
import type { SendRequest } from "../../http/platform-client.ts";
import { PlatformStop } from "../../http/platform-stop.ts";
import type { PlatformSteps, Session } from "../define-platform.ts";
import { definePlatform } from "../define-platform.ts";
import { PINNED_VERSIONS } from "../versions.ts";
import { classifyGoogleError } from "./classify-google-error.ts";
import type { MutateOperation } from "./contract.ts";
import { mutateAnswer } from "./contract.ts";
import { MICROS_PER_CENT, toCreateOperations, toTexts } from "./google-operations.ts";
import type { Search } from "./read-google.ts";
import { createSearch, findGoogleCampaign, findGoogleObjects, readGoogleInsights } from "./read-google.ts";

export type GoogleAdsOptions = {
  projectId: string;
  account: GoogleAdsAccount;
  send: SendRequest;
  tokens: TokenSource;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
  timeoutMs?: number;
};

export type GoogleAdsAccount = {
  /** Digits without dashes. */
  customerId: string;
  /** The manager account that access goes through, if it does. */
  loginCustomerId?: string | undefined;
  /** Of the application, given out by Google. */
  developerToken: string;
};

const VERSION = PINNED_VERSIONS["google-ads"];

const CAPABILITIES: PlatformCapabilities = {
  campaigns: true,
  dryRun: true,
  // A budget has a day's or a total amount, not both.
  totalBudget: false,
  // The budget hangs on the campaign: an ad set of ours is a campaign's one ad group.
  maxAdSets: 1,
  minDailyBudgetCents: 100,
  placements: [
    {
      placement: "search",
      headlines: { min: 3, max: 15, length: 30 },
      descriptions: { min: 2, max: 4, length: 90 },
      message: null,
      needsImage: false,
    },
  ],
  settledAfterDays: 30,
  version: VERSION,
};

/** Search campaigns by the Google Ads API over REST. Contract-tested only: never run against the live service. */
export function openGoogleAds(options: GoogleAdsOptions): AdPlatform {
  const { projectId, account, send, tokens, now, timeoutMs } = options;
  const { customerId, loginCustomerId, developerToken } = account;
  const baseUrl = `${options.baseUrl ?? "https://googleads.googleapis.com"}/${VERSION.name}`;
  const headers = {
    "developer-token": developerToken,
    ...(loginCustomerId === undefined ? {} : { "login-customer-id": loginCustomerId }),
  };
  const client = {
    send,
    baseUrl,
    headers,
    tokens,
    classify: classifyGoogleError(now),
    circuit: createCircuit(now),
    now,
    timeoutMs,
  };
  const searchOf = (session: Session) => createSearch(session, customerId);
  const mutate = (session: Session, operations: MutateOperation[], validateOnly = false) =>
    mutateObjects(session, { customerId, operations, validateOnly });
  const steps: PlatformSteps = {
    check: ({ adSets }) =>
      adSets.flatMap(({ targeting }, i) =>
        targeting.keywords.length === 0
          ? [{ pointer: `/adSets/${i}/targeting/keywords`, message: "must be one at least: ads are shown on searches" }]
          : [],
      ),
    validate: async (session, plan) => {
      const countries = await findCountries(searchOf(session), plan);
      await mutate(session, toCreateOperations({ customerId, plan, found: [], countries }), true);
      return { problems: [], leftOut: leftOutOf(plan) };
    },
    create: async (session, plan, found) => {
      const countries = await findCountries(searchOf(session), plan);
      await mutate(session, toCreateOperations({ customerId, plan, found, countries }));
    },
    setStatus: (session, change) => mutate(session, [toStatus(change)]),
    setBudget: async (session, change) => mutate(session, [await toBudget(searchOf(session), change)]),
    updateCreative: (session, change) => mutate(session, [toCreativeUpdate(change)]),
    findCampaign: (session, tag) => findGoogleCampaign(searchOf(session), tag),
    findBelow: (session, tag) => findGoogleObjects(searchOf(session), tag),
    readInsights: (session, question) => readGoogleInsights(searchOf(session), question),
  };
  return definePlatform({ name: "google-ads", projectId, capabilities: CAPABILITIES, client, steps });
}

async function mutateObjects(
  session: Session,
  {
    customerId,
    operations,
    validateOnly,
  }: { customerId: string; operations: MutateOperation[]; validateOnly: boolean },
): Promise<void> {
  const body = { mutateOperations: operations, partialFailure: false, validateOnly };
  const path = `/customers/${customerId}/googleAds:mutate`;
  await session({ method: "POST", path, body, changes: !validateOnly, schema: mutateAnswer });
}

/** Google's names of the plan's countries. */
async function findCountries(search: Search, { adSets }: CampaignPlan): Promise<string[]> {
  const codes = [...new Set(adSets.flatMap(({ targeting }) => targeting.countries))];
  const rows = await search(
    "SELECT geo_target_constant.resource_name, geo_target_constant.country_code FROM geo_target_constant WHERE " +
      `geo_target_constant.target_type = 'Country' AND geo_target_constant.country_code IN (${codes.map((code) => `'${code}'`).join(", ")})`,
  );
  const unknown = codes.find((code) => !rows.some(({ geoTargetConstant }) => geoTargetConstant?.countryCode === code));
  if (unknown !== undefined) {
    const message = `${unknown} is no country that Google Ads knows`;
    const fields = [{ pointer: "/adSets/0/targeting/countries", message }];
    throw new PlatformStop({ kind: "bad-request", message, fields });
  }
  return rows.flatMap(({ geoTargetConstant }) => geoTargetConstant?.resourceName ?? []);
}

const OPERATIONS = {
  campaign: "campaignOperation",
  "ad-set": "adGroupOperation",
  ad: "adGroupAdOperation",
} as const satisfies Record<AdObjectKind, string>;

function toStatus({ object, status }: SetStatus): MutateOperation {
  const update = { resourceName: object.id, status: status === "active" ? "ENABLED" : "PAUSED" } as const;
  const operation = status === "removed" ? { remove: object.id } : { update, updateMask: "status" as const };
  // as: each kind's operation has these same two forms; a computed key loses which one it is
  return { [OPERATIONS[object.kind]]: operation } as MutateOperation;
}

async function toBudget(search: Search, { object, dailyBudgetCents }: SetBudget): Promise<MutateOperation> {
  if (!/^customers\/\d+\/adGroups\/\d+$/.test(object.id)) throw new RangeError("This is no ad group of Google Ads");
  const [row] = await search(
    `SELECT campaign_budget.resource_name FROM ad_group WHERE ad_group.resource_name = '${object.id}'`,
  );
  const resourceName = row?.campaignBudget?.resourceName;
  if (resourceName === undefined) {
    const fields = [{ pointer: "/object/id", message: "is not there" }];
    throw new PlatformStop({ kind: "bad-request", message: "The ad set is not there", fields });
  }
  const update = { resourceName, amountMicros: String(dailyBudgetCents * MICROS_PER_CENT) };
  return { campaignBudgetOperation: { update, updateMask: "amount_micros" } };
}

function toCreativeUpdate({ object, creative }: UpdateCreative): MutateOperation {
  // An ad's own name is the second half of its name in the group: adGroupAds/{group}~{ad}.
  const resourceName = object.id.replace(/adGroupAds\/\d+~/, "ads/");
  return {
    adOperation: {
      update: { resourceName, ...toTexts(creative) },
      updateMask: "final_urls,responsive_search_ad.headlines,responsive_search_ad.descriptions",
    },
  };
}

function leftOutOf({ adSets, totalBudgetCents }: CampaignPlan): string[] {
  const asksAge = adSets.some(({ targeting }) => targeting.ageMin > 18 || targeting.ageMax < 65);
  return [
    ...(asksAge ? ["Ages: search campaigns are not targeted by them here"] : []),
    ...(totalBudgetCents === undefined
      ? []
      : ["The total budget: Google Ads holds a campaign to its day's budget only"]),
  ];
}
