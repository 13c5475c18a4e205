import { createBody, readBody, updateBody } from "@rapport/adapters/crm/hubspot/contract";
import type { z } from "zod";
import type { FakeAnswer, FakeRequest, Fault } from "../ad-platforms/fake-platform.ts";
import { LINE_FAULTS, openFakePlatform } from "../ad-platforms/fake-platform.ts";

const CONTACTS = "/crm/objects/2026-03/contacts";
/** Fields that every account has, and one of this account's own making. */
const FIELDS = new Set(
  "email firstname lastname company jobtitle phone website country city hs_email_optout hs_additional_emails rapport_grade rapport_score".split(
    " ",
  ),
);
/** Contacts of a page, so that whoever reads only the first one is found out. */
const PAGE = 2;

type Row = { id: string; properties: Record<string, string> };
type Input = { properties: Record<string, string>; objectWriteTraceId: string; id?: string };
type Refusal = { category: string; message: string };

const refusal = (status: number, category: string, message: string, more: object = {}): FakeAnswer => ({
  status,
  body: { status: "error", message, correlationId: "aeb5f871-7f07-4993-9211-075dc63e7cbf", category, ...more },
});
const limit = (policyName: string) =>
  refusal(429, "RATE_LIMITS", "You have reached your limit.", { errorType: "RATE_LIMIT", policyName });

/** Ways of HubSpot to go wrong. */
const FAULTS: Record<string, Fault> = {
  "429 with Retry-After": { instead: { ...limit("TEN_SECONDLY_ROLLING"), headers: { "retry-after": "7" } } },
  "429 without Retry-After": { instead: limit("SECONDLY") },
  "daily quota": { instead: limit("DAILY") },
  "500 before": { instead: refusal(500, "INTERNAL_ERROR", "internal error") },
  "500 after": { after: refusal(500, "INTERNAL_ERROR", "internal error") },
  "502 in HTML": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "200 in HTML": { after: { status: 200, body: "<html>Maintenance</html>" } },
  ...LINE_FAULTS,
  "revoked access": { token: "is revoked", lasts: true },
  "missing scope": { instead: refusal(403, "MISSING_SCOPES", "requires scopes"), lasts: true },
  "version sunset": { instead: refusal(404, "OBJECT_NOT_FOUND", "no such path"), lasts: true },
  "invalid request": { instead: refusal(400, "VALIDATION_ERROR", 'Property "rapport_x" does not exist') },
};

/** A fake of HubSpot's contacts, held to the contract. */
export async function openHubspotFake() {
  const portal = new Portal();
  const fake = await openFakePlatform({
    handle: (request) => portal.handle(request),
    refuseToken: refusal(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired."),
    faults: FAULTS,
  });
  return {
    ...fake,
    put: (properties: Record<string, string>) => portal.put(properties),
    contacts: () => portal.rows.map(({ properties }) => properties),
  };
}

/** One account as HubSpot keeps it. */
class Portal {
  readonly rows: Row[] = [];
  #nextId = 51;

  put(properties: Record<string, string>): Row {
    const row = { id: String(this.#nextId++), properties };
    this.rows.push(row);
    return row;
  }

  handle({ method, path, query, body }: FakeRequest): FakeAnswer {
    if (method === "GET" && path === CONTACTS) return this.#list(query);
    if (method === "POST" && path === `${CONTACTS}/batch/read`)
      return take(readBody, body, (asked) => this.#read(asked));
    if (method === "POST" && path === `${CONTACTS}/batch/create`)
      return take(createBody, body, ({ inputs }) => this.#write(inputs, (input) => this.#create(input)));
    if (method === "POST" && path === `${CONTACTS}/batch/update`)
      return take(updateBody, body, ({ inputs }) => this.#write(inputs, (input) => this.#update(input)));
    return refusal(404, "OBJECT_NOT_FOUND", `No path ${path}`);
  }

  #list(query: URLSearchParams): FakeAnswer {
    const from = Number(query.get("after") ?? 0);
    const results = this.rows.slice(from, from + Math.min(PAGE, Number(query.get("limit"))));
    const after = String(from + results.length);
    const more = from + results.length < this.rows.length;
    return { status: 200, body: { results, ...(more ? { paging: { next: { after, link: "?" } } } : {}) } };
  }

  #read({ inputs, properties }: z.output<typeof readBody>): FakeAnswer {
    const unknown = properties.find((name) => !FIELDS.has(name));
    if (unknown) return refusal(400, "VALIDATION_ERROR", `Property "${unknown}" does not exist`);
    const found = inputs.map(({ id }) => this.rows.find(({ properties: its }) => emailsOf(its).includes(id)));
    const results = [...new Set(found.filter((row) => row !== undefined))];
    const missing = inputs.filter((_, place) => found[place] === undefined).map(({ id }) => id);
    const errors = [{ status: "error", category: "OBJECT_NOT_FOUND", message: "Not found", context: { ids: missing } }];
    const failed = missing.length > 0 ? { numErrors: 1, errors } : {};
    return { status: missing.length > 0 ? 207 : 200, body: { status: "COMPLETE", results, ...failed } };
  }

  #write(inputs: Input[], one: (input: Input) => Row | Refusal): FakeAnswer {
    const unknown = inputs.flatMap(({ properties }) => Object.keys(properties)).find((name) => !FIELDS.has(name));
    if (unknown) return refusal(400, "VALIDATION_ERROR", `Property "${unknown}" does not exist`);
    const results: object[] = [];
    const errors: object[] = [];
    for (const input of inputs) {
      const done = one(input);
      const { objectWriteTraceId } = input;
      if ("id" in done) results.push({ ...done, objectWriteTraceId });
      else errors.push({ status: "error", ...done, context: { objectWriteTraceId: [objectWriteTraceId] } });
    }
    const failed = errors.length > 0 ? { numErrors: errors.length, errors } : {};
    return { status: errors.length > 0 ? 207 : 200, body: { status: "COMPLETE", results, ...failed } };
  }

  #create({ properties }: Input): Row | Refusal {
    const email = properties.email ?? "";
    if (!/^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(email))
      return { category: "VALIDATION_ERROR", message: `${email} is invalid` };
    const known = this.rows.find(({ properties: its }) => emailsOf(its).includes(email));
    if (known) return { category: "CONFLICT", message: `Contact already exists. Existing ID: ${known.id}` };
    return this.put(properties);
  }

  #update({ id, properties }: Input): Row | Refusal {
    const row = this.rows.find((each) => each.id === id);
    if (!row) return { category: "OBJECT_NOT_FOUND", message: "Not found" };
    Object.assign(row.properties, properties);
    return row;
  }
}

function take<T>(schema: z.ZodType<T>, body: unknown, work: (parsed: T) => FakeAnswer): FakeAnswer {
  const parsed = schema.safeParse(body);
  return parsed.success ? work(parsed.data) : refusal(400, "VALIDATION_ERROR", parsed.error.message);
}

function emailsOf({ email = "", hs_additional_emails: others = "" }: Record<string, string>): string[] {
  return [email, ...others.split(";")].map((each) => each.toLowerCase());
}
