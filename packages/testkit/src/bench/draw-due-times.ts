/**
 * When requests of an open load are due, ms after its start: Poisson times, which wait for no answer. They are drawn before the load
 * begins, so that there is something to send for each of them.
 * @param random uniform in [0, 1)
 */
export function drawDueTimes(load: { perSecond: number; seconds: number }, random = Math.random): number[] {
  const times: number[] = [];
  let dueMs = 0;
  while (true) {
    dueMs -= (Math.log(1 - random()) * 1_000) / load.perSecond;
    if (dueMs >= load.seconds * 1_000) return times;
    times.push(dueMs);
  }
}
