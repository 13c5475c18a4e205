import type { PersonName } from "@rapport/contracts/privacy";
import { personLookupSchema, privacyRequestPageSchema, privacyRequestSchema } from "@rapport/contracts/privacy";
import type { PageAsked } from "../../lib/api.ts";
import { request, requestFile, withQuery } from "../../lib/api.ts";
import type { NamedBy } from "./privacy-search.ts";

const PATH = "/api/v1/privacy";
export const PRIVACY_KEY = ["privacy"] as const;
/** Key of what an id leads to. */
export const lookupKey = (by: NamedBy, id: string) => [...PRIVACY_KEY, "lookup", by, id] as const;

export const privacyApi = {
  requests: (input: PageAsked, signal?: AbortSignal) =>
    request(withQuery(`${PATH}/requests`, input), { schema: privacyRequestPageSchema, signal }),
  lookUp: (person: PersonName, signal?: AbortSignal) =>
    request(`${PATH}/lookup`, { method: "POST", body: person, schema: personLookupSchema, signal }),
  erase: (person: PersonName, suppress: boolean) =>
    request(`${PATH}/erase`, { method: "POST", body: { ...person, suppress }, schema: privacyRequestSchema }),
  suppress: (person: PersonName, suppressed: boolean) =>
    request(`${PATH}/suppress`, { method: "POST", body: { ...person, suppressed }, schema: privacyRequestSchema }),
  export: (person: PersonName, signal: AbortSignal) => requestFile(`${PATH}/export`, { body: person, signal }),
};

const NAMES = { user: "userId", anonymous: "anonymousId", profile: "profileId" } as const satisfies Record<
  NamedBy,
  string
>;

/** How the API names a person. */
export function nameOf(by: NamedBy, id: string): PersonName {
  return { [NAMES[by]]: id };
}
