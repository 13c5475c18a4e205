import type { TimelineEntry } from "@rapport/contracts/profiles";
import { dayKey } from "../../lib/time.ts";

export type TimelineSession = {
  key: string;
  /** Newest first, as the timeline. */
  entries: TimelineEntry[];
  startedAt: string;
  endedAt: string;
  /** `google / cpc`, when an event of the visit tells. */
  source: string | undefined;
};
export type TimelineDay = { key: string; at: string; sessions: TimelineSession[] };

/** Groups a timeline (newest first) into days of sessions. A session stands under the day it began. */
export function groupTimeline(entries: readonly TimelineEntry[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const session of groupSessions(entries)) {
    const key = dayKey(session.startedAt);
    const last = days.at(-1);
    if (last?.key === key) last.sessions.push(session);
    else days.push({ key, at: session.startedAt, sessions: [session] });
  }
  return days;
}

function groupSessions(entries: readonly TimelineEntry[]): TimelineSession[] {
  const sessions: TimelineSession[] = [];
  for (const entry of entries) {
    const last = sessions.at(-1);
    if (last && last.entries[0]?.session === entry.session) {
      last.entries.push(entry);
      last.startedAt = entry.timestamp;
      last.source ??= readSource(entry);
      continue;
    }
    sessions.push({
      // Grows at its older end when pages are loaded, so its newest event names it.
      key: `session-${entry.session}-${entry.messageId}`,
      entries: [entry],
      startedAt: entry.timestamp,
      endedAt: entry.timestamp,
      source: readSource(entry),
    });
  }
  return sessions;
}

function readSource(entry: TimelineEntry): string | undefined {
  const campaign = readRecord(entry.enrichment.campaign);
  const parts = [campaign.source, campaign.medium].filter((part) => typeof part === "string" && part !== "");
  return parts.length > 0 ? parts.join(" / ") : undefined;
}

function readRecord(value: unknown): Record<string, unknown> {
  // as: an object that is not null is a record of unknown values
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
