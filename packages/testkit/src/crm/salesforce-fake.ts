import { createBody, updateBody } from "@rapport/adapters/crm/salesforce/contract";
import type { FakeAnswer, FakeRequest, Fault } from "../ad-platforms/fake-platform.ts";
import { LINE_FAULTS, openFakePlatform } from "../ad-platforms/fake-platform.ts";

const PATH = "/services/data/v67.0";
const FIELDS = new Set(
  "Id Email FirstName LastName Company Title Phone Website Country City HasOptedOutOfEmail Rapport_Grade__c Rapport_Score__c".split(
    " ",
  ),
);

type Lead = Record<string, unknown> & { Id: string; IsConverted: boolean };
type Save = { id?: string; success: boolean; errors: { statusCode: string; message: string; fields: string[] }[] };

const refusal = (status: number, errorCode: string, message = "Refused"): FakeAnswer => ({
  status,
  body: [{ errorCode, message }],
});
const failed = (statusCode: string, ...fields: string[]): Save => ({
  success: false,
  errors: [{ statusCode, message: "Refused", fields }],
});

/** Ways of Salesforce to go wrong. */
const FAULTS: Record<string, Fault> = {
  "daily quota": { instead: refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.") },
  "429 with Retry-After": { instead: { ...refusal(429, "REQUEST_LIMIT_EXCEEDED"), headers: { "retry-after": "7" } } },
  "503 unavailable": { instead: refusal(503, "SERVER_UNAVAILABLE") },
  "row locked": { instead: refusal(400, "UNABLE_TO_LOCK_ROW") },
  "500 before": { instead: refusal(500, "UNKNOWN_EXCEPTION") },
  "500 after": { after: refusal(500, "UNKNOWN_EXCEPTION") },
  "502 in HTML": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "200 in HTML": { after: { status: 200, body: "<html>We are down for maintenance</html>" } },
  ...LINE_FAULTS,
  "revoked access": { token: "is revoked", lasts: true },
  "interface not allowed": { instead: refusal(403, "API_DISABLED_FOR_ORG"), lasts: true },
  "version sunset": { instead: refusal(410, "UNSUPPORTED_API_VERSION"), lasts: true },
  "invalid request": { instead: refusal(400, "INVALID_FIELD", "No such column 'Rapport_X__c' on entity 'Lead'") },
};

/** A fake of Salesforce's leads, held to the contract. */
export async function openSalesforceFake() {
  const organisation = new Organisation();
  const fake = await openFakePlatform({
    handle: (request) => organisation.handle(request),
    refuseToken: refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"),
    faults: FAULTS,
  });
  return {
    ...fake,
    put: (fields: Record<string, unknown>) => organisation.put(fields),
    leads: () => organisation.leads,
  };
}

/** One organisation as Salesforce keeps it. */
class Organisation {
  readonly leads: Lead[] = [];

  put(fields: Record<string, unknown>): Lead {
    const lead = { ...fields, Id: `00Q${String(this.leads.length + 1).padStart(15, "0")}`, IsConverted: false };
    this.leads.push(lead);
    return lead;
  }

  handle({ method, path, query, body }: FakeRequest): FakeAnswer {
    if (method === "GET" && path === `${PATH}/query`) return this.#query(query.get("q") ?? "");
    if (path !== `${PATH}/composite/sobjects`)
      return refusal(404, "NOT_FOUND", "The requested resource does not exist");
    const parsed = method === "POST" ? createBody.safeParse(body) : updateBody.safeParse(body);
    if (!parsed.success) return refusal(400, "JSON_PARSER_ERROR", parsed.error.message);
    const saves = parsed.data.records.map(({ attributes: _, ...fields }) => this.#save(fields));
    return { status: 200, body: saves };
  }

  #save({ id, ...fields }: Record<string, unknown>): Save {
    const unknown = Object.keys(fields).find((name) => !FIELDS.has(name));
    if (unknown) return failed("INVALID_FIELD", unknown);
    if (typeof fields.Rapport_Score__c === "string")
      return failed("INVALID_TYPE_ON_FIELD_IN_RECORD", "Rapport_Score__c");
    if (id === undefined && !/^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(String(fields.Email)))
      return failed("INVALID_EMAIL_ADDRESS", "Email");
    const known = this.leads.find((lead) => lead.Id === id);
    if (id !== undefined && !known) return failed("ENTITY_IS_DELETED");
    return { id: known ? Object.assign(known, fields).Id : this.put(fields).Id, success: true, errors: [] };
  }

  /** The few forms of SOQL that are sent: fields, addresses, ids, an order and a bound. */
  #query(soql: string): FakeAnswer {
    const form =
      /^SELECT ([\w,]+) FROM Lead WHERE IsConverted = false( AND Email != null)?(?: AND Id > '(\w+)')?(?: AND Email IN \((.+)\))? ORDER BY [\w, ]+?(?: LIMIT (\d+))?$/;
    const [, names = "", , after = "", emails, limit] = form.exec(soql) ?? [];
    const fields = names.split(",");
    if (names === "") return refusal(400, "MALFORMED_QUERY", soql);
    const unknown = fields.find((name) => !FIELDS.has(name));
    if (unknown) return refusal(400, "INVALID_FIELD", `No such column '${unknown}' on entity 'Lead'`);
    const wanted = emails === undefined ? undefined : new Set(readTexts(emails));
    const found = this.leads.filter(
      ({ Id, IsConverted, Email }) =>
        !IsConverted && Id > after && (wanted === undefined || wanted.has(String(Email).toLowerCase())),
    );
    const records = found.slice(0, Number(limit ?? 2_000)).map((lead) => ({
      attributes: { type: "Lead" },
      ...Object.fromEntries(fields.map((name) => [name, lead[name] ?? null])),
    }));
    return { status: 200, body: { totalSize: records.length, done: true, records } };
  }
}

/** Texts of a list in SOQL, without their escapes. */
function readTexts(list: string): string[] {
  return [...list.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1"));
}
