import { setImmediate as nextTurn } from "node:timers/promises";

type Waiting<K, V> = { key: K; resolve(value: V): void; reject(error: unknown): void };

/** Keys that go into one statement, at most. */
const MOST_KEYS = 100;
/** Statements under way at a time: with a second one, a lookup never waits for a whole other and its own. */
const MOST_UNDERWAY = 2;
/**
 * Lookups that are answered in one turn of the event loop. Whoever asked goes on at once, and with a hundred of them nothing
 * else would be read or sent until the last has its answer: tens of milliseconds of an idle database.
 */
const ANSWERED_AT_ONCE = 4;

/**
 * Answers many lookups with few statements. A lookup goes at once while there is room; the others wait for a statement to end and go
 * together: the busier the process, the fewer statements for each lookup.
 * @param load values in the order of the keys
 */
export function gatherLookups<K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  let waiting: Waiting<K, V>[] = [];
  let underway = 0;
  const go = async (): Promise<void> => {
    const together = waiting.slice(0, MOST_KEYS);
    waiting = waiting.slice(MOST_KEYS);
    underway += 1;
    try {
      const values = await load(together.map(({ key }) => key));
      for (const [place, { resolve }] of together.entries()) {
        if (place > 0 && place % ANSWERED_AT_ONCE === 0) await nextTurn();
        resolve(values[place] as V); // as: a load answers every key
      }
    } catch (error) {
      for (const { reject } of together) reject(error);
    } finally {
      underway -= 1;
      if (waiting.length > 0) void go();
    }
  };
  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (underway < MOST_UNDERWAY) void go();
    });
}
