import type { CrmField } from "@rapport/contracts/lead-crm";
import type { TokenSource } from "@rapport/ports/ad-platform";
import type { Crm, CrmContact, CrmOutcome, CrmWrite } from "@rapport/ports/crm";
import { PINNED_VERSIONS } from "../../ad-platform/versions.ts";
import { createCircuit } from "../../http/circuit.ts";
import type { PlatformClientOptions, SendRequest } from "../../http/platform-client.ts";
import { callPlatform } from "../../http/platform-client.ts";
import { PlatformStop, toAnswer } from "../../http/platform-stop.ts";
import { classifyHubspotError } from "./classify-hubspot-error.ts";
import type { HubspotBatch, HubspotContact } from "./contract.ts";
import { batchAnswer, listAnswer } from "./contract.ts";

export type HubspotOptions = {
  /** Id of the account, as in the addresses of its pages. */
  account: { portalId: string };
  send: SendRequest;
  tokens: TokenSource;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
};

/** People of a batch, by the published limits. */
const BATCH = 100;
const CONTACTS = `/crm/objects/${PINNED_VERSIONS.hubspot.name}/contacts`;

/** HubSpot's names of our traits. */
const NAMES: Readonly<Record<CrmField, string>> = {
  email: "email",
  firstName: "firstname",
  lastName: "lastname",
  company: "company",
  title: "jobtitle",
  phone: "phone",
  website: "website",
  country: "country",
  city: "city",
};
const OPT_OUT = "hs_email_optout";
/** Further addresses of a contact, by which it is found, too. */
const OTHER_EMAILS = "hs_additional_emails";
const READ = [...Object.values(NAMES), OPT_OUT, OTHER_EMAILS];

/** Contacts of a HubSpot account. Contract-tested only: never run against the live service. */
export function openHubspot({ account, send, tokens, now, baseUrl = "https://api.hubapi.com" }: HubspotOptions): Crm {
  const circuit = createCircuit(now);
  const client = { send, baseUrl, headers: {}, tokens, classify: classifyHubspotError(now), circuit, now };
  return {
    name: "hubspot",
    batch: BATCH,
    urlOf: (id) => `https://app.hubspot.com/contacts/${account.portalId}/record/0-1/${id}`,
    list: ({ cursor, limit }) =>
      toAnswer(async () => {
        const query = {
          limit: String(Math.min(limit, BATCH)),
          properties: READ.join(","),
          ...(cursor === undefined ? {} : { after: cursor }),
        };
        const { value } = await callPlatform(client, {
          ...{ method: "GET", path: CONTACTS, query, changes: false, schema: listAnswer },
        });
        return { contacts: value.results.flatMap((row) => toContact(row, [])), next: value.paging?.next?.after };
      }),
    find: (emails, own) => toAnswer(() => find(client, emails, own)),
    write: (writes) => toAnswer(() => write(client, writes)),
  };
}

async function find(
  client: PlatformClientOptions,
  emails: readonly string[],
  own: readonly string[],
): Promise<CrmContact[]> {
  const body = {
    properties: [...READ, ...own],
    propertiesWithHistory: [],
    idProperty: "email",
    inputs: emails.map((id) => ({ id })),
  };
  const path = `${CONTACTS}/batch/read`;
  const { value } = await callPlatform(client, { method: "POST", path, body, changes: false, schema: batchAnswer });
  const wanted = new Set(emails);
  return value.results.flatMap((row) => {
    const others = (row.properties[OTHER_EMAILS] ?? "").split(";");
    const email = [row.properties.email ?? "", ...others].map((each) => each.trim().toLowerCase());
    const found = email.find((each) => wanted.has(each));
    return toContact(row, own).map((contact) => ({ ...contact, email: found ?? contact.email }));
  });
}

async function write(client: PlatformClientOptions, writes: readonly CrmWrite[]): Promise<CrmOutcome[]> {
  const numbered = writes.map((each, index) => ({ ...each, objectWriteTraceId: String(index) }));
  const made = numbered.flatMap(({ id, objectWriteTraceId, ...each }) =>
    id === undefined ? [{ properties: toProperties(each), associations: [], objectWriteTraceId }] : [],
  );
  const changed = numbered.flatMap(({ id, objectWriteTraceId, ...each }) =>
    id === undefined ? [] : [{ id, properties: toProperties(each), objectWriteTraceId }],
  );
  const outcomes = new Map<string, CrmOutcome>();
  for (const [verb, inputs] of [["create", made] as const, ["update", changed] as const]) {
    if (inputs.length === 0) continue;
    const request = { method: "POST", path: `${CONTACTS}/batch/${verb}`, body: { inputs }, changes: true } as const;
    const { value } = await callPlatform(client, { ...request, schema: batchAnswer });
    for (const [trace, outcome] of readOutcomes(value, writes)) outcomes.set(trace, outcome);
  }
  return writes.map((_, index) => {
    const outcome = outcomes.get(String(index));
    if (outcome) return outcome;
    throw new PlatformStop({ kind: "outcome-unknown", message: "HubSpot did not say what came of all records" });
  });
}

/** Outcomes by the trace ids that records were sent with. */
function readOutcomes({ results, errors = [] }: HubspotBatch, writes: readonly CrmWrite[]): [string, CrmOutcome][] {
  const emailOf = (trace: string) => writes[Number(trace)]?.email ?? "";
  const done = results.map(({ id, objectWriteTraceId: trace, properties }): [string, CrmOutcome] => {
    const place = trace ?? String(writes.findIndex((each) => each.id === id || each.email === properties.email));
    return [place, { email: emailOf(place), id }];
  });
  const refused = errors.flatMap(({ category, context }) =>
    (context?.objectWriteTraceId ?? []).map((trace): [string, CrmOutcome] => [
      trace,
      { email: emailOf(trace), refused: REASONS[category] ?? `HubSpot refuses it (${category})` },
    ]),
  );
  return [...done, ...refused];
}

const REASONS: Readonly<Record<string, string>> = {
  CONFLICT: "is there already under another address; export again to change it",
  VALIDATION_ERROR: "has a value that HubSpot does not take",
  OBJECT_NOT_FOUND: "was deleted there meanwhile; export again to make it anew",
};

function toProperties({ fields, own }: Pick<CrmWrite, "fields" | "own">): Record<string, string> {
  const named = Object.entries(fields).map(([field, value]) => [NAMES[field as CrmField], value]); // as: keys of the record
  const texts = Object.entries(own).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries([...texts, ...named]);
}

function toContact({ id, properties }: HubspotContact, own: readonly string[]): CrmContact[] {
  const email = properties.email?.trim().toLowerCase() ?? "";
  if (email === "") return [];
  const fields: CrmContact["fields"] = {};
  for (const [field, name] of Object.entries(NAMES)) {
    const value = properties[name];
    if (value) fields[field as CrmField] = value; // as: keys of the record
  }
  const values = own.map((name) => [name, properties[name] ?? ""]);
  return [{ id, email, fields, own: Object.fromEntries(values), optedOut: properties[OPT_OUT] === "true" }];
}
