import type { LeadGrade, PutLeadCriteria } from "@rapport/contracts/leads";

/** The grade of both axes: A to C by fit, 1 to 3 by engagement. */
export function gradeLead(fit: number, engagement: number, thresholds: PutLeadCriteria["thresholds"]): LeadGrade {
  const letter = fit >= thresholds.a ? "A" : fit >= thresholds.b ? "B" : "C";
  const number = engagement >= thresholds.one ? 1 : engagement >= thresholds.two ? 2 : 3;
  return `${letter}${number}`;
}
