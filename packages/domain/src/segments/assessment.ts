/** What came of looking: entries and exits, and the earliest time at which the clock has to look again, ms. */
export type Assessment = { changes: number; dueMs: number };

export const NOTHING_ASSESSED: Assessment = { changes: 0, dueMs: Number.POSITIVE_INFINITY };
