import {
  createCampaignBody,
  createCreativeBody,
  createGroupBody,
  updateBody,
} from "@rapport/adapters/ad-platform/linkedin/contract";
import type { FakeAnswer, FakeRequest, Fault } from "./fake-platform.ts";
import { LINE_FAULTS, openFakePlatform } from "./fake-platform.ts";
import { checkLinkedInExchange } from "./published/published-linkedin.ts";

const VERSION = "202605";
const ACCOUNT = "518121035";
const PAGE = 7;

type Collection = "adCampaignGroups" | "adCampaigns" | "creatives";
type Row = {
  id: string;
  collection: Collection;
  parent: string | null;
  name: string;
  status: string;
  dailyBudget?: { amount: string; currencyCode: string } | undefined;
};

const refusal = (status: number, more: object = {}): FakeAnswer => ({
  status,
  body: { status, message: `Refused with ${status}`, ...more },
});
const inputError = (fieldPath: string): object => ({
  code: "MULTIPLE_VALIDATIONS_FAILED",
  errorDetailType: "com.linkedin.common.error.BadRequest",
  errorDetails: {
    inputErrors: [
      { code: "INVALID_VALUE_FOR_FIELD", description: "can't be set", input: { inputPath: { fieldPath } } },
    ],
  },
});

const FAULTS: Record<string, Fault> = {
  "429 with Retry-After": { instead: { ...refusal(429), headers: { "retry-after": "7" } } },
  "429 without Retry-After": { instead: refusal(429, { serviceErrorCode: 101 }) },
  "write conflict": { instead: refusal(409, { code: "CONFLICT" }) },
  "500 before": { instead: refusal(500, { code: "INTERNAL_ERROR" }) },
  "500 after": { after: refusal(500, { code: "INTERNAL_ERROR" }) },
  "502": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "503": { instead: refusal(503, { code: "UNDER_MAINTENANCE" }) },
  "504 after": { after: refusal(504) },
  ...LINE_FAULTS,
  "revoked token": { token: "is revoked", lasts: true },
  "duplicate name": { instead: refusal(400, { code: "ENTITY_WITH_SAME_KEY_ALREADY_EXISTS" }) },
  "invalid enum": { instead: refusal(400, inputError("/status")) },
  "version sunset": { instead: refusal(426, { code: "NONEXISTENT_VERSION" }), lasts: true },
};

/** A fake of LinkedIn's Marketing API: groups, campaigns, creatives, locations and analytics, held to the contract. */
export async function openLinkedInFake() {
  const account = new LinkedInAccount();
  const fake = await openFakePlatform({
    handle: (request) => account.handle(request),
    refuseToken: refusal(401, { serviceErrorCode: 65_602, code: "EXPIRED_ACCESS_TOKEN" }),
    faults: FAULTS,
    check: checkLinkedInExchange,
  });
  return {
    ...fake,
    accountId: ACCOUNT,
    analytics: account.analytics,
    count: async (tag: string) => account.count(tag),
  };
}

/** One advertiser's account as the platform keeps it. */
class LinkedInAccount {
  readonly analytics: object[] = [];
  readonly #rows = new Map<string, Row>();
  #nextId = 700_000;

  count(tag: string): number {
    return [...this.#rows.values()].filter((row) => row.name.endsWith(tag) && this.#isThere(row)).length;
  }

  handle(request: FakeRequest): FakeAnswer {
    const { method, path, headers } = request;
    if (headers["linkedin-version"] !== VERSION) return refusal(426, { code: "NONEXISTENT_VERSION" });
    if (headers["x-restli-protocol-version"] !== "2.0.0") return refusal(400, { code: "MISSING_FIELD" });
    if (path === "/rest/adTargetingEntities")
      return { status: 200, body: { elements: [{ urn: "urn:li:geo:101282230", name: "Germany" }] } };
    if (path === "/rest/adAnalytics") return { status: 200, body: { elements: this.analytics } };
    const [, , , account, collection, id] = path.split("/");
    if (account !== ACCOUNT) return refusal(404, { code: "NOT_FOUND" });
    const row = id === undefined ? undefined : this.#rows.get(decodeURIComponent(id));
    if (id !== undefined && !row) return refusal(404, { code: "NOT_FOUND" });
    if (row) return method === "GET" ? { status: 200, body: toElement(row) } : update(row, request);
    if (method === "GET") return this.#list(collection ?? "", request.query);
    return this.#create(collection ?? "", request);
  }

  #create(collection: string, { body, query }: FakeRequest): FakeAnswer {
    if (collection === "creatives") {
      const parsed = createCreativeBody.safeParse(body);
      if (query.get("action") !== "createInline" || !parsed.success) return refusal(400, inputError("/creative"));
      const { campaign, name, intendedStatus } = parsed.data.creative;
      return this.#add({ collection, parent: tail(campaign), name, status: intendedStatus });
    }
    if (collection === "adCampaigns") {
      const parsed = createCampaignBody.safeParse(body);
      if (!parsed.success) return refusal(400, inputError(`/${parsed.error.issues[0]?.path.join("/")}`));
      const { campaignGroup, name, status, dailyBudget } = parsed.data;
      return this.#add({ collection, parent: tail(campaignGroup), name, status, dailyBudget });
    }
    const parsed = createGroupBody.safeParse(body);
    if (collection !== "adCampaignGroups" || !parsed.success) return refusal(400, inputError("/"));
    return this.#add({ collection, parent: null, name: parsed.data.name, status: parsed.data.status });
  }

  #add(row: Omit<Row, "id">): FakeAnswer {
    if (row.parent !== null && !this.#rows.has(row.parent)) return refusal(400, { code: "FIELD_VALUE_DOES_NOT_EXIST" });
    const number = String(this.#nextId++);
    const id = row.collection === "creatives" ? `urn:li:sponsoredCreative:${number}` : number;
    this.#rows.set(id, { ...row, id });
    return { status: 201, headers: { "x-restli-id": id }, body: {} };
  }

  #list(collection: string, query: URLSearchParams): FakeAnswer {
    const search = query.get("search") ?? "";
    const groups = /campaignGroup:\(values:List\(([^)]*)\)/.exec(search)?.[1];
    const campaigns = /List\(([^)]*)\)/.exec(query.get("campaigns") ?? "")?.[1];
    const above = (groups ?? campaigns)?.split(",").map(tail);
    const states = /List\(([^)]*)\)\)*$/.exec(query.get("intendedStatuses") ?? search)?.[1]?.split(",") ?? [];
    const found = [...this.#rows.values()].filter(
      (row) =>
        row.collection === collection &&
        states.includes(row.status) &&
        (above === undefined || above.includes(row.parent ?? "")),
    );
    // Short pages, so that whoever reads only the first one is found out.
    const from = Number(query.get("pageToken") ?? 0);
    const metadata = from + PAGE < found.length ? { nextPageToken: String(from + PAGE) } : {};
    return { status: 200, body: { elements: found.slice(from, from + PAGE).map(toElement), metadata } };
  }

  #isThere(row: Row): boolean {
    const parent = row.parent === null ? undefined : this.#rows.get(row.parent);
    return row.status !== "ARCHIVED" && (parent === undefined || this.#isThere(parent));
  }
}

function update(row: Row, { headers, body }: FakeRequest): FakeAnswer {
  const parsed = updateBody.safeParse(body);
  if (headers["x-restli-method"] !== "PARTIAL_UPDATE" || !parsed.success) return refusal(400, inputError("/patch"));
  const { status, intendedStatus, dailyBudget } = parsed.data.patch.$set;
  const isCreative = row.collection === "creatives";
  if ((isCreative ? status : intendedStatus) !== undefined) return refusal(400, inputError("/patch/$set"));
  row.status = status ?? intendedStatus ?? row.status;
  row.dailyBudget = dailyBudget ?? row.dailyBudget;
  return { status: 204, body: "" };
}

function toElement({ id, collection, parent, name, status, dailyBudget }: Row): object {
  if (collection === "creatives")
    return { id, name, campaign: `urn:li:sponsoredCampaign:${parent}`, intendedStatus: status };
  const group = collection === "adCampaigns" ? { campaignGroup: `urn:li:sponsoredCampaignGroup:${parent}` } : {};
  return { id: Number(id), name, status, ...group, dailyBudget };
}

function tail(urn: string): string {
  return urn.slice(urn.lastIndexOf(":") + 1);
}
