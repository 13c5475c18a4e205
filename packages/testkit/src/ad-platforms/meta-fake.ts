import {
  createAdBody,
  createAdSetBody,
  createCampaignBody,
  updateObjectBody,
} from "@rapport/adapters/ad-platform/meta/contract";
import type { z } from "zod";
import type { FakeAnswer, FakeRequest, Fault } from "./fake-platform.ts";
import { LINE_FAULTS, openFakePlatform } from "./fake-platform.ts";
import { checkMetaExchange } from "./published/published-meta.ts";

type Row = { id: string; edge: Edge; parent: string | null; name: string; status: string; daily_budget?: string };
type Edge = "campaigns" | "adsets" | "ads";
type Created = { name: string; status: string; campaign_id?: string; adset_id?: string; daily_budget?: number };

const VERSION = "v26.0";
const ACCOUNT = "1234567890";

const refusal = (code: number, message: string, more: object = {}, status = 400): FakeAnswer => ({
  status,
  body: { error: { message, type: "OAuthException", code, fbtrace_id: "A1b2", ...more } },
});
const usage = JSON.stringify({
  [ACCOUNT]: [{ type: "ads_management", call_count: 100, estimated_time_to_regain_access: 3 }],
});

const FAULTS: Record<string, Fault> = {
  "429 with Retry-After": {
    instead: { ...refusal(4, "Application request limit reached", {}, 429), headers: { "retry-after": "7" } },
  },
  "429 without Retry-After": { instead: { status: 429, body: {} } },
  "business use case throttled": {
    instead: {
      ...refusal(80004, "Too many calls to this ad-account"),
      headers: { "x-business-use-case-usage": usage },
    },
  },
  "user request limit": { instead: refusal(17, "User request limit reached", { error_subcode: 2446079 }) },
  "500 before": { instead: refusal(2, "Service temporarily unavailable", {}, 500) },
  "500 after": { after: refusal(1, "An unknown error occurred", {}, 500) },
  "502": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "503": { instead: { status: 503, body: "" } },
  ...LINE_FAULTS,
  "revoked token": { token: "is revoked", lasts: true },
  "invalid enum": { instead: refusal(100, "Invalid parameter", { error_data: { blame_field_specs: [["status"]] } }) },
  "version sunset": { instead: refusal(2635, "You are calling a deprecated version of the Ads API"), lasts: true },
};

/** A fake of Meta's Marketing API: campaigns, ad sets, ads and their insights, held to the contract. */
export async function openMetaFake() {
  const account = new MetaAccount();
  const fake = await openFakePlatform({
    handle: (request) => account.handle(request),
    refuseToken: refusal(190, "Error validating access token: Session has expired", { error_subcode: 463 }, 401),
    faults: FAULTS,
    check: (exchange) => checkMetaExchange(exchange, account.edgeOf),
  });
  return {
    ...fake,
    accountId: ACCOUNT,
    insights: account.insights,
    count: async (tag: string) => account.count(tag),
  };
}

/** One advertiser's account as the platform keeps it. */
class MetaAccount {
  readonly insights: Record<string, unknown>[] = [];
  readonly #rows = new Map<string, Row>();
  #nextId = 23_850_000_000_000;

  readonly edgeOf = (id: string) => this.#rows.get(id)?.edge;

  count(tag: string): number {
    return [...this.#rows.values()].filter((row) => row.name.includes(tag) && this.#isThere(row)).length;
  }

  handle(request: FakeRequest): FakeAnswer {
    const { method, path, query, body } = request;
    const [, version, id = "", edge] = path.split("/");
    if (version !== VERSION) return refusal(2635, "You are calling a deprecated version of the Ads API");
    const isAccount = id === `act_${ACCOUNT}`;
    if (method === "POST" && isAccount && edge === "campaigns") return this.#create(edge, createCampaignBody, body);
    if (method === "POST" && isAccount && edge === "adsets") return this.#create(edge, createAdSetBody, body);
    if (method === "POST" && isAccount && edge === "ads") return this.#create(edge, createAdBody, body);
    if (method === "POST" && !isAccount && edge === undefined) return this.#update(id, body);
    if (method === "GET" && edge === "insights") return { status: 200, body: pageOf(this.insights, query) };
    if (method === "GET" && edge !== undefined) return this.#list(edge, query, isAccount ? undefined : id);
    return refusal(100, `Unknown path ${path}`);
  }

  #create(edge: Edge, schema: z.ZodType<Created>, body: unknown): FakeAnswer {
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      const blamed = parsed.error.issues[0]?.path.join(".") ?? "";
      return refusal(100, parsed.error.message, { error_data: { blame_field_specs: [[blamed]] } });
    }
    if (Object(body).execution_options?.includes("validate_only")) return { status: 200, body: { success: true } };
    const { name, status, campaign_id: campaignId, adset_id: adSetId, daily_budget: budget } = parsed.data;
    const parent = campaignId ?? adSetId ?? null;
    const above = parent === null ? undefined : this.#rows.get(parent);
    if (parent !== null && !(above && this.#isThere(above)))
      return refusal(100, "Parent missing", { error_subcode: 33 });
    const row: Row = { id: String(this.#nextId++), edge, parent, name, status };
    if (budget !== undefined) row.daily_budget = String(budget);
    this.#rows.set(row.id, row);
    return { status: 200, body: { id: row.id } };
  }

  #update(id: string, body: unknown): FakeAnswer {
    const row = this.#rows.get(id);
    if (!(row && this.#isThere(row))) return refusal(100, "Unsupported post request", { error_subcode: 33 });
    const parsed = updateObjectBody.safeParse(body);
    if (!parsed.success) return refusal(100, parsed.error.message);
    const { status, daily_budget: budget } = parsed.data;
    if (status !== undefined) row.status = status;
    if (budget !== undefined) row.daily_budget = String(budget);
    return { status: 200, body: { success: true } };
  }

  #list(edge: string, query: URLSearchParams, above?: string): FakeAnswer {
    const filter = JSON.parse(query.get("filtering") ?? "[]")[0];
    if (filter && filter.operator !== "CONTAIN") return refusal(100, "Unknown operator");
    const found = [...this.#rows.values()].filter(
      (row) =>
        row.edge === edge &&
        (filter === undefined || row.name.includes(filter.value)) &&
        (above === undefined || this.#isBelow(row, above)) &&
        this.#isThere(row),
    );
    return { status: 200, body: pageOf(found.map(toObject), query) };
  }

  #isThere(row: Row): boolean {
    const parent = row.parent === null ? undefined : this.#rows.get(row.parent);
    return row.status !== "DELETED" && (parent === undefined || this.#isThere(parent));
  }

  #isBelow({ parent }: Row, above: string): boolean {
    const row = parent === null ? undefined : this.#rows.get(parent);
    return parent === above || (row !== undefined && this.#isBelow(row, above));
  }
}

function toObject({ edge, parent, ...row }: Row): object {
  return { ...row, ...(edge === "adsets" ? { campaign_id: parent } : edge === "ads" ? { adset_id: parent } : {}) };
}

/** Pages of two, so that whoever reads only the first one is found out. */
function pageOf(all: readonly object[], query: URLSearchParams): object {
  const from = Number(query.get("after") ?? 0);
  const next = from + 2;
  const cursors = { after: String(next) };
  const paging = { cursors, ...(next < all.length ? { next: "https://graph.facebook.com/next" } : {}) };
  return { data: all.slice(from, next), paging };
}
