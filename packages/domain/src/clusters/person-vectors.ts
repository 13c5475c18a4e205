import type { Random } from "@rapport/engine/random";
import { listVectors } from "@rapport/store/queries/lookalike";
import type { Context } from "../context.ts";

/** The direction of one person's behaviour. */
export type PersonVector = { profileId: string; vector: Float32Array };

const PAGE = 5_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** The vectors of a behaviour model, page by page; people who did nothing have no direction and are left out. */
export async function* vectorPages({ store, projectId }: Context, model: string): AsyncGenerator<PersonVector[]> {
  for (let afterId = NOBODY; ; ) {
    const rows = await listVectors(store.db, { projectId, model, afterId, limit: PAGE });
    yield rows
      .map(({ profileId, vector }) => ({ profileId, vector: Float32Array.from(vector) }))
      .filter(({ vector }) => vector.some((value) => value !== 0));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterId = last.profileId;
  }
}

/** Some of them, each equally likely, in random order (Vitter's algorithm R). */
export async function samplePeopleVectors(
  ctx: Context,
  model: string,
  { size, random }: { size: number; random: Random },
): Promise<PersonVector[]> {
  const sample: PersonVector[] = [];
  let seen = 0;
  for await (const page of vectorPages(ctx, model)) {
    for (const person of page) {
      seen++;
      const place = random.int(seen);
      if (sample.length < size) {
        // Into a random place: the first ones of the sample are a sample, too.
        const moved = sample[place];
        if (moved) sample.push(moved);
        sample[place] = person;
      } else if (place < size) sample[place] = person;
    }
  }
  return sample;
}
