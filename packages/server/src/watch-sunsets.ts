import { daysLeft, findSunsets, PINNED_VERSIONS } from "@rapport/adapters/ad-platform/versions";
import type { Logger } from "@rapport/domain/logger";
import type { Registry } from "prom-client";
import { Gauge } from "prom-client";

/** The days that are left of each pinned version of an outside interface, as a metric: an alarm belongs at 60. */
export function sunsetMetric(registers: Registry[]): void {
  new Gauge({
    name: "rapport_platform_version_days_left",
    help: "Days until a pinned version of an ad platform's interface is not served any more",
    labelNames: ["platform", "version"],
    registers,
    collect() {
      for (const version of Object.values(PINNED_VERSIONS)) {
        this.set({ platform: version.platform, version: version.name }, daysLeft(version, Date.now()));
      }
    },
  });
}

/** What operators have to know of versions whose end is near, in words; for `/readyz`. */
export function sunsetNotes(nowMs: number): string[] {
  return findSunsets(nowMs).map(
    ({ platform, name, sunsetOn, daysLeft: left, basis }) =>
      `${platform} ${name} is served until ${sunsetOn} (${basis}), ${left} days from now: update Rapport before then`,
  );
}

/** Says it in the log, where somebody may look who has neither. */
export function warnOfSunsets(log: Logger, nowMs: number): void {
  for (const note of sunsetNotes(nowMs)) log.warn("The end of a platform's version is near", { note });
}
