import type { Database } from "@rapport/store/database";
import type { NewConsent } from "@rapport/store/queries/consents";
import { insertConsents } from "@rapport/store/queries/consents";
import type { ConsentState, Version } from "@rapport/store/queries/profiles";
import type { EnrichedEvent, RecordedEvent } from "../events/enriched-event.ts";
import { eventKey } from "../events/event-key.ts";
import type { ProfileState } from "../profiles/profile-state.ts";
import { compareVersions, latestConsent } from "../profiles/profile-state.ts";
import type { Decision } from "./read-decisions.ts";
import { readConsentSource, readDecisions, toConsentState } from "./read-decisions.ts";

type Consents = Readonly<Record<string, ConsentState>>;
type Noted = Decision & { event: EnrichedEvent; version: Version };

/**
 * What new events of one person add to the record: each decision that differs from the one before it. One that arrives
 * late, behind a decision known already, is looked at in the record itself, and the known one is confirmed after it:
 * whoever reads the record in the order of time ends with what the profile says.
 * @param known what the profile held before these events
 */
export function collectConsents(profileId: string, known: Consents, recorded: readonly RecordedEvent[]): NewConsent[] {
  const noted = recorded.flatMap(({ event }) => noteDecisions(event));
  if (noted.length === 0) return [];
  noted.sort((a, b) => compareVersions(a.version, b.version));
  return [...Map.groupBy(noted, ({ category }) => category)].flatMap(([category, decisions]) =>
    compareDecisions(profileId, known[category], decisions),
  );
}

/** Decisions about one category, in the order of time, beside what was known of it. */
function compareDecisions(
  profileId: string,
  known: ConsentState | undefined,
  decisions: readonly Noted[],
): NewConsent[] {
  const rows: NewConsent[] = [];
  let before: Noted | undefined;
  let last = known;
  for (const decision of decisions) {
    const isLate = known !== undefined && compareVersions(decision.version, known.version) < 0;
    const isDoubtful = isLate && (before === undefined || before.granted === decision.granted);
    if (isLate || isNews(decision, last)) rows.push({ ...toRow(profileId, decision), isDoubtful });
    if (isLate && known.granted !== decision.granted) rows.push(rowOf(profileId, decision.category, known));
    last = last ? latestConsent(last, toConsentState(decision)) : toConsentState(decision);
    before = decision;
  }
  return rows;
}

function isNews({ granted, textVersion }: Decision, last: ConsentState | undefined): boolean {
  return last?.granted !== granted || (textVersion !== undefined && last.text?.version !== textVersion);
}

function noteDecisions(event: EnrichedEvent): Noted[] {
  return readDecisions(event).map((decision) => ({ ...decision, event, version: versionOf(event) }));
}

function toRow(profileId: string, { event, version, category, granted, textVersion }: Noted): NewConsent {
  const row = rowOf(profileId, category, { granted, version });
  return {
    ...row,
    textVersion: textVersion ?? null,
    source: readConsentSource(event),
    actor: event.enrichment.actor ?? null,
  };
}

/** The last decision about each category of somebody who was put together or taken apart, where the record says another one. */
export function confirmConsents(profileId: string, consent: Consents): NewConsent[] {
  return Object.entries(consent).map(([category, state]) => ({
    ...rowOf(profileId, category, state),
    isDoubtful: true,
  }));
}

/** Adds what is new to the record, for categories that the profiles keep: whoever has a public key can name any. */
export async function recordConsents(
  tx: Database,
  projectId: string,
  rows: readonly NewConsent[],
  states: ReadonlyMap<string, Pick<ProfileState, "consent">>,
): Promise<void> {
  const kept = rows.filter(({ profileId, category }) => states.get(profileId)?.consent[category] !== undefined);
  if (kept.length > 0) await insertConsents(tx, projectId, kept);
}

function versionOf({ timestampMs, messageId }: EnrichedEvent): Version {
  return [timestampMs, messageId];
}

function rowOf(profileId: string, category: string, { granted, version, text }: ConsentState): NewConsent {
  const [timestampMs, messageId] = version;
  return {
    profileId,
    eventId: eventKey(messageId),
    messageId,
    category,
    granted,
    textVersion: text?.version ?? null,
    source: null,
    actor: null,
    at: new Date(timestampMs).toISOString(),
    isDoubtful: false,
  };
}
