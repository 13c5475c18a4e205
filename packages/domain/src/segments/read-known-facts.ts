import type { Database } from "@rapport/store/database";
import { readFacts } from "@rapport/store/queries/segment-facts";
import { readListsOf } from "@rapport/store/queries/segment-lists";
import type { Touches } from "./index-touches.ts";
import type { KnownFacts } from "./person-facts.ts";

const INTENT = "intent:";
type Gathered = KnownFacts & { lists: Set<string> };

/** What is known of people besides their profiles, by profile id, as far as the project's rules ask for it. */
export async function readKnownFacts(
  db: Database,
  projectId: string,
  { byList, factKinds }: Touches,
  profileIds: readonly string[],
): Promise<Map<string, KnownFacts>> {
  const lists = byList.size === 0 ? [] : await readListsOf(db, projectId, profileIds);
  const facts = await readFacts(db, projectId, profileIds, factKinds);
  const people = new Map<string, Gathered>();
  const personOf = (profileId: string): Gathered => {
    const person = people.get(profileId) ?? { lists: new Set(), computed: {}, intents: {}, scores: {}, clusters: {} };
    people.set(profileId, person);
    return person;
  };
  for (const { profileId, list } of lists) personOf(profileId).lists.add(list);
  for (const { profileId, kind, name, value } of facts) {
    const person = personOf(profileId);
    if (kind === "computed") person.computed[name] = value;
    else if (kind === "cluster") person.clusters[name] = true;
    else if (name.startsWith(INTENT)) person.intents[name.slice(INTENT.length)] = value;
    else person.scores[name] = value;
  }
  return people;
}
