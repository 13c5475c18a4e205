/**
 * The seed of every test that draws: the same in each run, so that what a run says of a change was caused by the change.
 * `RAPPORT_TEST_SEED=7` tries others.
 */
export const TEST_SEED = Number(process.env.RAPPORT_TEST_SEED ?? 1);
