import { objectOf } from "@rapport/contracts/json";
import type { ConsentState, Version } from "@rapport/store/queries/profiles";
import type { EnrichedEvent } from "../events/enriched-event.ts";

/** What a message says about one category of consent. */
export type Decision = {
  category: string;
  granted: boolean;
  /** Version of the text that was decided upon. */
  textVersion: string | undefined;
};

/** Longest version of a text and longest source that is kept, UTF-16 code units. */
const MAX_CONSENT_NOTE = 100;

/**
 * Decisions by category that came with a message, in the form of Segment's consent: `context.consent.categoryPreferences`;
 * and, where the host application says it, `context.consent.version`: of the text that was agreed or not agreed to.
 */
export function readDecisions(event: Pick<EnrichedEvent, "payload" | "speaksOfConsent">): Decision[] {
  if (event.speaksOfConsent === false) return [];
  const { consent } = objectOf(event.payload.context);
  if (consent === undefined) return [];
  const { categoryPreferences, version } = objectOf(consent);
  const textVersion = readNote(version);
  return Object.entries(objectOf(categoryPreferences)).flatMap(([category, granted]) =>
    typeof granted === "boolean" ? [{ category, granted, textVersion }] : [],
  );
}

/** Where a message's decisions were made: as it says itself, else the client that sent it. */
export function readConsentSource({ payload }: Pick<EnrichedEvent, "payload">): string | null {
  const { consent, library } = objectOf(payload.context);
  const said = readNote(objectOf(consent).source);
  if (said !== undefined) return said;
  const { name, version } = objectOf(library);
  const client = [readNote(name), readNote(version)].filter((part) => part !== undefined).join(" ");
  return client === "" ? null : client;
}

/** A decision as a profile keeps it. */
export function toConsentState({ granted, textVersion, version }: Decision & { version: Version }): ConsentState {
  return textVersion === undefined
    ? { granted, version }
    : { granted, version, text: { version: textVersion, at: version } };
}

function readNote(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_CONSENT_NOTE ? value : undefined;
}
