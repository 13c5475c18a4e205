import type { MutateOperation } from "@rapport/adapters/ad-platform/google-ads/contract";
import { mutateBody, searchBody } from "@rapport/adapters/ad-platform/google-ads/contract";
import type { FakeAnswer, FakeRequest, Fault } from "./fake-platform.ts";
import { LINE_FAULTS, openFakePlatform } from "./fake-platform.ts";
import { checkGoogleExchange } from "./published/published-google-ads.ts";

const VERSION = "v25";
const CUSTOMER = "1234567890";
const DEVELOPER_TOKEN = "developer-token-of-tests";

type Row = { parent: string | null; name: string; status: string; tag?: string; amountMicros?: string };

const failure = (status: string, http: number, errorCode: Record<string, string>, more: object = {}): FakeAnswer => ({
  status: http,
  body: {
    error: {
      ...{ code: http, message: "Request contains an error.", status },
      details: [
        {
          "@type": `type.googleapis.com/google.ads.googleads.${VERSION}.errors.GoogleAdsFailure`,
          errors: [{ errorCode, message: `Refused by ${Object.values(errorCode)[0]}`, ...more }],
          requestId: "r-1",
        },
      ],
    },
  },
});
const at = (...names: string[]) => ({ location: { fieldPathElements: names.map((fieldName) => ({ fieldName })) } });
const delay = {
  details: { quotaErrorDetails: { rateScope: "ACCOUNT", rateName: "Ops per minute", retryDelay: "9s" } },
};
const exhausted = failure("RESOURCE_EXHAUSTED", 429, { quotaError: "RESOURCE_TEMPORARILY_EXHAUSTED" });

const FAULTS: Record<string, Fault> = {
  "429 with Retry-After": { instead: { ...exhausted, headers: { "retry-after": "7" } } },
  "429 without Retry-After": { instead: { status: 429, body: {} } },
  "quota with a delay": { instead: failure("RESOURCE_EXHAUSTED", 429, { quotaError: "RESOURCE_EXHAUSTED" }, delay) },
  "concurrent modification": { instead: failure("ABORTED", 409, { databaseError: "CONCURRENT_MODIFICATION" }) },
  "500 before": { instead: failure("INTERNAL", 500, { internalError: "INTERNAL_ERROR" }) },
  "500 after": { after: failure("INTERNAL", 500, { internalError: "TRANSIENT_ERROR" }) },
  "502": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "503": { instead: { status: 503, body: "" } },
  "504 after": { after: failure("DEADLINE_EXCEEDED", 504, { internalError: "DEADLINE_EXCEEDED" }) },
  ...LINE_FAULTS,
  "revoked token": { token: "is revoked", lasts: true },
  "duplicate name": {
    instead: failure(
      "INVALID_ARGUMENT",
      400,
      { campaignBudgetError: "DUPLICATE_NAME" },
      at("mutate_operations", "create", "name"),
    ),
  },
  "invalid enum": {
    instead: failure("INVALID_ARGUMENT", 400, { enumError: "ENUM_VALUE_NOT_PERMITTED" }, at("operations")),
  },
  "version sunset": { instead: failure("INVALID_ARGUMENT", 400, { requestError: "UNSUPPORTED_VERSION" }), lasts: true },
};

/** A fake of the Google Ads API: atomic mutates with temporary names and the few queries that are asked, held to the contract. */
export async function openGoogleAdsFake() {
  const account = new GoogleAccount();
  const fake = await openFakePlatform({
    handle: (request) => account.handle(request),
    refuseToken: failure("UNAUTHENTICATED", 401, { authenticationError: "OAUTH_TOKEN_EXPIRED" }),
    faults: FAULTS,
    check: checkGoogleExchange,
  });
  return {
    ...fake,
    customerId: CUSTOMER,
    developerToken: DEVELOPER_TOKEN,
    metrics: account.metrics,
    count: async (tag: string) => account.count(tag),
  };
}

/** One customer as the platform keeps it. */
class GoogleAccount {
  readonly metrics: object[] = [];
  #rows = new Map<string, Row>();
  #nextId = 5_000;

  count(tag: string): number {
    const marks = [...this.#rows].filter(([name]) => !name.includes("campaignBudgets"));
    return marks.filter(([, row]) => (row.tag === tag || row.name.endsWith(tag)) && this.#isThere(row)).length;
  }

  handle({ path, headers, body }: FakeRequest): FakeAnswer {
    if (headers["developer-token"] !== DEVELOPER_TOKEN) {
      return failure("UNAUTHENTICATED", 401, { authenticationError: "DEVELOPER_TOKEN_INVALID" });
    }
    if (path === `/${VERSION}/customers/${CUSTOMER}/googleAds:mutate`) return this.#mutate(body);
    if (path === `/${VERSION}/customers/${CUSTOMER}/googleAds:searchStream`) return this.#search(body);
    return failure("INVALID_ARGUMENT", 400, { requestError: "UNSUPPORTED_VERSION" });
  }

  #mutate(body: unknown): FakeAnswer {
    const parsed = mutateBody.safeParse(body);
    if (!parsed.success) {
      const path = parsed.error.issues[0]?.path.map(String) ?? [];
      return failure("INVALID_ARGUMENT", 400, { fieldError: "INVALID_VALUE" }, at(...path));
    }
    const before = structuredClone(this.#rows);
    const names = new Map<string, string>();
    const results = parsed.data.mutateOperations.map((operation) => this.#apply(operation, names));
    const isRefused = results.includes(false);
    // All or nothing, and nothing at all where it was only to be validated.
    if (isRefused || parsed.data.validateOnly) this.#rows = before;
    if (isRefused) return failure("INVALID_ARGUMENT", 400, { mutateError: "RESOURCE_NOT_FOUND" });
    return { status: 200, body: { mutateOperationResponses: parsed.data.validateOnly ? [] : results.map(() => ({})) } };
  }

  #apply(operation: MutateOperation, names: Map<string, string>): boolean {
    const real = (name: string) => names.get(name) ?? name;
    const make = (collection: string, row: Row, temporary?: string) => {
      const id = `customers/${CUSTOMER}/${collection}/${collection === "adGroupAds" ? `${row.parent?.split("/").at(-1)}~` : ""}${this.#nextId++}`;
      if (temporary !== undefined) names.set(temporary, id);
      this.#rows.set(id, row);
      return true;
    };
    if ("campaignBudgetOperation" in operation && "create" in operation.campaignBudgetOperation) {
      const { name, amountMicros, resourceName } = operation.campaignBudgetOperation.create;
      return make("campaignBudgets", { parent: null, name, status: "ENABLED", amountMicros }, resourceName);
    }
    if ("campaignOperation" in operation && "create" in operation.campaignOperation) {
      const { name, status, resourceName, campaignBudget } = operation.campaignOperation.create;
      const budget = real(campaignBudget);
      return this.#rows.has(budget) && make("campaigns", { parent: budget, name, status }, resourceName);
    }
    if ("adGroupOperation" in operation && "create" in operation.adGroupOperation) {
      const { name, status, resourceName, campaign } = operation.adGroupOperation.create;
      return this.#rows.has(real(campaign)) && make("adGroups", { parent: real(campaign), name, status }, resourceName);
    }
    if ("adGroupAdOperation" in operation && "create" in operation.adGroupAdOperation) {
      const { adGroup, status, ad } = operation.adGroupAdOperation.create;
      const tag = ad.urlCustomParameters[0]?.value ?? "";
      return this.#rows.has(real(adGroup)) && make("adGroupAds", { parent: real(adGroup), name: "", status, tag });
    }
    return this.#change(Object.values(operation)[0]);
  }

  /** Updates and removals; criteria are taken and not kept. */
  #change(operation: {
    update?: { resourceName: string; status?: string; amountMicros?: string };
    remove?: string;
  }): boolean {
    const { update, remove } = operation;
    const row = this.#rows.get(remove ?? update?.resourceName ?? "");
    if (remove !== undefined && row) row.status = "REMOVED";
    if (update?.status !== undefined && row) row.status = update.status;
    if (update?.amountMicros !== undefined && row) row.amountMicros = update.amountMicros;
    const isCriterion = update === undefined && remove === undefined;
    return isCriterion || row !== undefined || (update?.resourceName.includes("/ads/") ?? false);
  }

  /** Answers the queries of the adapter by their FROM and the conditions that matter. */
  #search(body: unknown): FakeAnswer {
    const parsed = searchBody.safeParse(body);
    const query = parsed.success ? parsed.data.query : "";
    const from = /FROM (\w+)/.exec(query)?.[1];
    if (from === "geo_target_constant")
      return batch([{ geoTargetConstant: { resourceName: "geoTargetConstants/2276", countryCode: "DE" } }]);
    if (query.includes("metrics.")) return batch(this.metrics);
    const like = /(campaign|ad_group)\.name LIKE '%(rpt_\w+)'/.exec(query)?.[2];
    const inside = /(?:campaign|ad_group)\.resource_name = '([^']+)'/.exec(query)?.[1];
    const collection = { campaign: "campaigns", ad_group: "adGroups", ad_group_ad: "adGroupAds" }[from ?? ""];
    if (collection === undefined)
      return failure("INVALID_ARGUMENT", 400, { queryError: "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE" });
    const rows = [...this.#rows].filter(
      ([id, row]) =>
        id.includes(`/${collection}/`) &&
        this.#isThere(row) &&
        (like === undefined || row.name.endsWith(like)) &&
        (inside === undefined || id === inside || this.#isBelow(row, inside)),
    );
    return batch(rows.map(([id, row]) => this.#toResult(collection, id, row)));
  }

  #toResult(collection: string, resourceName: string, row: Row): object {
    const { name, status, parent, tag } = row;
    if (collection === "campaigns") return { campaign: { resourceName, name, status } };
    if (collection === "adGroups") {
      const budget = this.#rows.get(parent ?? "")?.parent ?? "";
      const campaignBudget = { resourceName: budget, amountMicros: this.#rows.get(budget)?.amountMicros ?? "0" };
      return { campaign: { resourceName: parent }, adGroup: { resourceName, name, status }, campaignBudget };
    }
    const ad = {
      resourceName: resourceName.replace(/adGroupAds\/\d+~/, "ads/"),
      urlCustomParameters: [{ key: "rpt", value: tag }],
    };
    return { adGroup: { resourceName: parent }, adGroupAd: { resourceName, status, ad } };
  }

  #isThere(row: Row): boolean {
    const parent = row.parent === null ? undefined : this.#rows.get(row.parent);
    return row.status !== "REMOVED" && (parent === undefined || this.#isThere(parent));
  }

  #isBelow({ parent }: Row, above: string): boolean {
    const row = parent === null ? undefined : this.#rows.get(parent);
    return parent === above || (row !== undefined && this.#isBelow(row, above));
  }
}

/** The stream in two batches, so that whoever reads only the first one is found out. */
function batch(rows: readonly object[]): FakeAnswer {
  const half = Math.ceil(rows.length / 2);
  const batches = [rows.slice(0, half), rows.slice(half)];
  return { status: 200, body: batches.map((results) => ({ results, requestId: "r-1", fieldMask: "" })) };
}
