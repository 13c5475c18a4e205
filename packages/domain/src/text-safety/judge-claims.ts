import type { TextFinding } from "@rapport/contracts/text-safety";
import { judgeClaim, readEvidence } from "@rapport/engine/groundedness/judge-claim";
import type { AdvertisingClaim } from "@rapport/engine/text-safety/find-claims";
import { findClaims } from "@rapport/engine/text-safety/find-claims";
import type { ClaimRow } from "@rapport/store/queries/text-safety";

/** Kinds that are not for a reviewer's taste: unproven, they are unlawful in most places. */
const BLOCKED: readonly AdvertisingClaim["kind"][] = ["health", "guarantee", "environment"];

/**
 * The claims of a text that the project's registry does not cover. A registered claim covers a sentence that says the same with the
 * same numbers, or less; what is more needs evidence of its own.
 */
export function judgeClaims(text: string, registry: readonly ClaimRow[], nowMs: number): TextFinding[] {
  const isValid = ({ validUntil }: ClaimRow) => validUntil === null || validUntil.getTime() >= nowMs;
  const valid = registry.filter(isValid);
  const expired = registry.filter((claim) => !isValid(claim));
  return findClaims(text).flatMap((claim): TextFinding[] => {
    if (covers(valid, claim)) return [];
    const { start, end, kind } = claim;
    const severity = BLOCKED.includes(kind) ? "block" : "review";
    const message = covers(expired, claim)
      ? "The evidence for this claim has expired; renew it or say less."
      : `A ${kind} claim without evidence; register what proves it, or say less.`;
    return [{ kind: "claim", severity, start, end, excerpt: text.slice(start, end), message }];
  });
}

function covers(registry: readonly ClaimRow[], { sentence }: AdvertisingClaim): boolean {
  return registry.some(({ statement }) => judgeClaim(sentence, readEvidence([statement])).supported);
}
