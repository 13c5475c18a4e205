import type { CrmField } from "@rapport/contracts/lead-crm";
import type { TokenSource } from "@rapport/ports/ad-platform";
import type { Crm, CrmContact, CrmOutcome, CrmWrite } from "@rapport/ports/crm";
import { PINNED_VERSIONS } from "../../ad-platform/versions.ts";
import { createCircuit } from "../../http/circuit.ts";
import type { PlatformClientOptions, SendRequest } from "../../http/platform-client.ts";
import { callPlatform } from "../../http/platform-client.ts";
import { PlatformStop, toAnswer } from "../../http/platform-stop.ts";
import { classifySalesforceError } from "./classify-salesforce-error.ts";
import type { SalesforceLead } from "./contract.ts";
import { queryAnswer, saveAnswer } from "./contract.ts";

export type SalesforceOptions = {
  /** Host of the organisation: `….my.salesforce.com`. */
  account: { domain: string };
  send: SendRequest;
  tokens: TokenSource;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
};

/** Addresses of one query: the longest ones must fit into the 16 KB that an address may have. */
const BATCH = 40;
const PATH = `/services/data/${PINNED_VERSIONS.salesforce.name}`;
/** By Salesforce's own convention for fields that must not be empty. */
const NOT_PROVIDED = "[not provided]";
const OPT_OUT = "HasOptedOutOfEmail";

/** Salesforce's names of our traits, on the object Lead. */
const NAMES: Readonly<Record<CrmField, string>> = {
  email: "Email",
  firstName: "FirstName",
  lastName: "LastName",
  company: "Company",
  title: "Title",
  phone: "Phone",
  website: "Website",
  country: "Country",
  city: "City",
};
const READ = ["Id", ...Object.values(NAMES), OPT_OUT];

/**
 * Leads of a Salesforce organisation that were not converted yet: converted ones are contacts, which others look after.
 * Contract-tested only: never run against the live service.
 */
export function openSalesforce({ account, send, tokens, now, baseUrl }: SalesforceOptions): Crm {
  const origin = `https://${account.domain}`;
  const circuit = createCircuit(now);
  const classify = classifySalesforceError(now);
  const client = { send, baseUrl: baseUrl ?? origin, headers: {}, tokens, classify, circuit, now };
  return {
    name: "salesforce",
    batch: BATCH,
    urlOf: (id) => `${origin}/lightning/r/Lead/${id}/view`,
    list: ({ cursor, limit }) =>
      toAnswer(async () => {
        // After an id, not by a number of rows: what is made or removed meanwhile moves no page.
        const after = cursor === undefined ? "" : ` AND Id > ${quote(cursor)}`;
        const soql = `${select([])} AND Email != null${after} ORDER BY Id LIMIT ${limit}`;
        const records = await query(client, soql);
        const next = records.length === limit ? records.at(-1)?.Id : undefined;
        return { contacts: records.flatMap((record) => toContact(record, [])), next };
      }),
    find: (emails, own) =>
      toAnswer(async () => {
        const soql = `${select(own)} AND Email IN (${emails.map(quote).join(",")}) ORDER BY CreatedDate, Id`;
        const found = (await query(client, soql)).flatMap((record) => toContact(record, own));
        return found.filter(({ email }, place) => found.findIndex((each) => each.email === email) === place);
      }),
    write: (writes) => toAnswer(() => write(client, writes)),
  };
}

function select(own: readonly string[]): string {
  return `SELECT ${[...READ, ...own].join(",")} FROM Lead WHERE IsConverted = false`;
}

/** A text of SOQL: what would end it is escaped. */
function quote(text: string): string {
  return `'${text.replaceAll(/['"\\]/g, "\\$&")}'`;
}

async function query(client: PlatformClientOptions, soql: string): Promise<SalesforceLead[]> {
  const request = { method: "GET", path: `${PATH}/query`, query: { q: soql }, changes: false } as const;
  return (await callPlatform(client, { ...request, schema: queryAnswer })).value.records;
}

async function write(client: PlatformClientOptions, writes: readonly CrmWrite[]): Promise<CrmOutcome[]> {
  const made = writes.filter(({ id }) => id === undefined);
  const changed = writes.filter(({ id }) => id !== undefined);
  const outcomes = new Map<string, CrmOutcome>();
  for (const [method, part] of [["POST", made] as const, ["PATCH", changed] as const]) {
    if (part.length === 0) continue;
    const body = { allOrNone: false, records: part.map(toRecord) };
    const request = { method, path: `${PATH}/composite/sobjects`, body, changes: true, schema: saveAnswer };
    const { value } = await callPlatform(client, request);
    for (const [place, { id, success, errors }] of value.entries()) {
      const email = part[place]?.email ?? "";
      const refused = reasonOf(errors[0]);
      outcomes.set(email, success && id !== undefined ? { email, id } : { email, refused });
    }
  }
  return writes.map(({ email }) => {
    const outcome = outcomes.get(email);
    if (outcome) return outcome;
    throw new PlatformStop({ kind: "outcome-unknown", message: "Salesforce did not say what came of all records" });
  });
}

function reasonOf(error: { statusCode: string; fields: string[] } | undefined): string {
  const code = error?.statusCode ?? "no reason given";
  const at = error && error.fields.length > 0 ? ` in ${error.fields.join(", ")}` : "";
  if (code === "DUPLICATES_DETECTED") return "is there already, by the rules for duplicates of the organisation";
  if (code === "ENTITY_IS_DELETED") return "was deleted there meanwhile; export again to make it anew";
  return `Salesforce refuses it (${code}${at})`;
}

function toRecord({ id, fields, own }: CrmWrite): Record<string, unknown> {
  const named = Object.entries(fields).map(([field, value]) => [NAMES[field as CrmField], value]); // as: keys of the record
  const values = { attributes: { type: "Lead" }, ...own, ...Object.fromEntries(named) };
  return id === undefined ? { LastName: NOT_PROVIDED, Company: NOT_PROVIDED, ...values } : { ...values, id };
}

function toContact(record: SalesforceLead, own: readonly string[]): CrmContact[] {
  const email = record.Email?.trim().toLowerCase() ?? "";
  if (email === "") return [];
  const fields: CrmContact["fields"] = {};
  for (const [field, name] of Object.entries(NAMES)) {
    const value = record[name];
    if (typeof value === "string" && value !== "" && value !== NOT_PROVIDED) fields[field as CrmField] = value; // as: likewise
  }
  const values = own.map((name) => [name, textOf(record[name])]);
  return [{ id: record.Id, email, fields, own: Object.fromEntries(values), optedOut: record[OPT_OUT] === true }];
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
