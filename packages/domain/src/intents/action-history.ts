import type { ActionRow } from "@rapport/store/queries/intents";

/** What one person did, the oldest first, in arrays that a worker thread takes without copying each event. */
export type ActionHistory = {
  profileId: string;
  /** Numbers of actions in the names that come with the histories. */
  actions: Int32Array;
  timesMs: Float64Array;
  /** What each was worth; NaN where it does not say. */
  values: Float64Array;
  /** 1 where it carried a user id. */
  identified: Uint8Array;
};

/** Histories, and what their actions are called. */
export type ActionHistories = { people: ActionHistory[]; actionNames: string[] };

/** Days that a feature looks back at most. */
export const LOOK_BACK_DAYS = 180;
/** Events of a person before a moment that its features are made of, the latest ones: the same when learning and when asked. */
export const MAX_FEATURE_EVENTS = 500;
/** Events of a person that are read at most, the latest ones. */
export const EVENTS_PER_PERSON = 2_000;
export const DAY_MS = 86_400_000;

/** Gathers rows, which lie person by person, into histories; known names keep their numbers. */
export function toHistories(rows: readonly ActionRow[], actionNames: string[] = []): ActionHistories {
  const numbers = new Map(actionNames.map((name, index) => [name, index]));
  const people: ActionHistory[] = [];
  for (let start = 0; start < rows.length; ) {
    const profileId = rows[start]?.profileId ?? "";
    let end = start;
    while (rows[end]?.profileId === profileId) end += 1;
    people.push(toHistory(profileId, rows.slice(start, end), numbers));
    start = end;
  }
  return { people, actionNames: [...numbers.keys()] };
}

/** Index of the first action at or after a time. O(log n). */
export function findTime({ timesMs }: ActionHistory, timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toHistory(profileId: string, rows: readonly ActionRow[], numbers: Map<string, number>): ActionHistory {
  const actions = Int32Array.from(rows, ({ action }) => {
    const known = numbers.get(action);
    if (known !== undefined) return known;
    numbers.set(action, numbers.size);
    return numbers.size - 1;
  });
  return {
    profileId,
    actions,
    timesMs: Float64Array.from(rows, ({ timestampMs }) => timestampMs),
    values: Float64Array.from(rows, ({ value }) => (value === null || value === "" ? Number.NaN : Number(value))),
    identified: Uint8Array.from(rows, ({ identified }) => (identified ? 1 : 0)),
  };
}
