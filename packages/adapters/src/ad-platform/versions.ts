import type { AdPlatformName } from "@rapport/contracts/ad-platforms";
import type { CrmName } from "@rapport/contracts/lead-crm";

/** A pinned version of a platform's interface. */
export type PinnedVersion = {
  platform: AdPlatformName | CrmName;
  name: string;
  /** Last day, UTC, on which it is served. */
  sunsetOn: string;
  /** `published` by the platform, or our estimate: a year after the release, as the platform's earlier versions lived. */
  basis: "published" | "estimated";
};

/** Days before the last one from which the alarm sounds: time for a release of ours and for its installation. */
export const SUNSET_ALARM_DAYS = 60;

/** Every version that requests name; the only place that says so. Platforms that are not here have no versions. */
export const PINNED_VERSIONS = {
  "google-ads": { platform: "google-ads", name: "v25", sunsetOn: "2027-07-15", basis: "estimated" },
  meta: { platform: "meta", name: "v26.0", sunsetOn: "2027-07-29", basis: "estimated" },
  linkedin: { platform: "linkedin", name: "202605", sunsetOn: "2027-05-15", basis: "estimated" },
  // Versions by date live for eighteen months there, those of Salesforce for three years.
  hubspot: { platform: "hubspot", name: "2026-03", sunsetOn: "2027-09-30", basis: "estimated" },
  salesforce: { platform: "salesforce", name: "v67.0", sunsetOn: "2029-06-15", basis: "estimated" },
} as const satisfies Partial<Record<AdPlatformName | CrmName, PinnedVersion>>;

const DAY_MS = 86_400_000;

/** Versions whose end is near or past, with the days that are left (negative: days since). */
export function findSunsets(
  nowMs: number,
  versions: readonly PinnedVersion[] = Object.values(PINNED_VERSIONS),
): (PinnedVersion & { daysLeft: number })[] {
  return versions
    .map((version) => ({ ...version, daysLeft: daysLeft(version, nowMs) }))
    .filter((version) => version.daysLeft <= SUNSET_ALARM_DAYS);
}

/** Whole days until the end of a version's last day. */
export function daysLeft({ sunsetOn }: PinnedVersion, nowMs: number): number {
  return Math.floor((Date.parse(sunsetOn) + DAY_MS - nowMs) / DAY_MS);
}
