/**
 * The place of a lead in a list: geometric mean of fit and engagement, so that neither stands in for the other. Of one each more,
 * so that people who did nothing yet are in the order of their fit. 0 to 100.
 */
export function scoreOf(fit: number, engagement: number): number {
  return Math.sqrt((fit + 1) * (engagement + 1)) - 1;
}
