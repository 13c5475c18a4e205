import { judgeClaim, readEvidence } from "./judge-claim.ts";
import type { PlantedClaim } from "./perturb-claims.ts";

/** How well planted errors are told from claims that hold. */
export type GroundednessFigures = {
  claims: number;
  errors: number;
  /** Share of the errors that were found, of all and by kind. */
  recall: number;
  recallOf: Record<"number" | "date" | "name", number>;
  /** Share of what was called an error that is one. */
  precision: number;
};

/** Judges every claim against its own text. */
export function measureGroundedness(claims: readonly PlantedClaim[]): GroundednessFigures {
  const judged = claims.map(({ evidence, claim, error }) => ({
    error,
    refused: !judgeClaim(claim, readEvidence([evidence])).supported,
  }));
  const wrong = judged.filter(({ error }) => error !== undefined);
  const shareFound = (rows: typeof judged) => rows.filter(({ refused }) => refused).length / Math.max(1, rows.length);
  const ofKind = (kind: PlantedClaim["error"]) => shareFound(wrong.filter(({ error }) => error === kind));
  const refused = judged.filter((row) => row.refused);
  return {
    claims: claims.length,
    errors: wrong.length,
    recall: shareFound(wrong),
    recallOf: { number: ofKind("number"), date: ofKind("date"), name: ofKind("name") },
    precision: refused.filter(({ error }) => error !== undefined).length / Math.max(1, refused.length),
  };
}
