import type { Random } from "@rapport/engine/random";
import type { VectorSpace } from "@rapport/ports/vector-index";
import type { Context } from "../context.ts";

/** The direction of one person's behaviour. */
export type PersonVector = { profileId: string; vector: Float32Array };

const PAGE = 1_000;

/** The vectors of a behaviour model, page by page; people who did nothing have no direction and are not among them. */
export async function* vectorPages({ vectors }: Context, space: VectorSpace): AsyncGenerator<PersonVector[]> {
  const read = async (ids: readonly string[]) => {
    const found = await vectors.fetch(space, ids);
    return [...found.values()].map(({ id, vector }) => ({ profileId: id, vector }));
  };
  let ids: string[] = [];
  for await (const id of vectors.list(space)) {
    ids.push(id);
    if (ids.length < PAGE) continue;
    yield await read(ids);
    ids = [];
  }
  if (ids.length > 0) yield await read(ids);
}

/** Some of them, each equally likely, in random order (Vitter's algorithm R). */
export async function samplePeopleVectors(
  ctx: Context,
  space: VectorSpace,
  { size, random }: { size: number; random: Random },
): Promise<PersonVector[]> {
  const sample: PersonVector[] = [];
  let seen = 0;
  for await (const page of vectorPages(ctx, space)) {
    // By id: what an engine answers has no order of its own, and a fit is to be repeatable.
    for (const person of page.sort((a, b) => (a.profileId < b.profileId ? -1 : 1))) {
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
