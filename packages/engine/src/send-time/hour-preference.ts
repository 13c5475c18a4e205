const HOURS = 24;

/** When somebody acts: the chance of each hour of the day, and how much of it is their own behaviour. */
export type HourPreference = {
  /** 24 probabilities that sum to 1; hour 0 begins at midnight UTC. */
  probabilities: number[];
  /** The likeliest hour. */
  bestHour: number;
  /** 0: only the project's habits speak; towards 1: the person's. */
  evidence: number;
};

/** Actions that the project's habit is worth: so many of their own make a person count as much as all others together. */
const DEFAULT_PRIOR_WEIGHT = 20;

/**
 * The hours that a person is likely to act in: the mean of a Dirichlet distribution whose prior is the project's habit, itself
 * smoothed by one action an hour. O(24).
 * @param personCounts actions of the person by hour, @param projectCounts those of everybody
 */
export function preferHours(
  personCounts: readonly number[],
  projectCounts: readonly number[],
  priorWeight = DEFAULT_PRIOR_WEIGHT,
): HourPreference {
  const projectTotal = sumOf(projectCounts) + HOURS;
  const total = sumOf(personCounts);
  const probabilities = Array.from({ length: HOURS }, (_, hour) => {
    const prior = ((projectCounts[hour] ?? 0) + 1) / projectTotal;
    return ((personCounts[hour] ?? 0) + priorWeight * prior) / (total + priorWeight);
  });
  const bestHour = probabilities.indexOf(Math.max(...probabilities));
  return { probabilities, bestHour, evidence: total / (total + priorWeight) };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
