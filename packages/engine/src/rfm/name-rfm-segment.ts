/** Named groups of customers by recency and by how much they buy. */
export const RFM_SEGMENTS = [
  "Champions",
  "Loyal",
  "Potential loyalist",
  "New customer",
  "Promising",
  "Needs attention",
  "About to sleep",
  "At risk",
  "Cannot lose",
  "Hibernating",
  "Lost",
] as const;
export type RfmSegment = (typeof RFM_SEGMENTS)[number];

/**
 * The name of a customer's place in the usual 5 × 5 grid of RFM analysis: recency across, the rounded mean of frequency
 * and monetary scores upwards, as marketing tools since Hughes, “Strategic Database Marketing” (1994), draw it.
 * @param recency 1–5, 5 = the fifth of customers who bought last
 * @param value 1–5, 5 = the fifth who buys most
 */
export function nameRfmSegment(recency: number, value: number): RfmSegment {
  if (recency >= 4) return nameRecent(recency, value);
  if (recency === 3) {
    if (value >= 4) return "Loyal";
    return value === 3 ? "Needs attention" : "About to sleep";
  }
  if (value === 5) return "Cannot lose";
  if (value >= 3) return "At risk";
  return recency === 1 && value === 1 ? "Lost" : "Hibernating";
}

function nameRecent(recency: number, value: number): RfmSegment {
  if (value >= 4) return recency === 5 || value === 5 ? "Champions" : "Loyal";
  if (value >= 2) return "Potential loyalist";
  return recency === 5 ? "New customer" : "Promising";
}
