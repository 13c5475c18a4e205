import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { EventLog, LogRecord } from "./event-log.ts";
import type { LogPlace } from "./log-place.ts";
import { ALL, ALL_BYTES, entry, everything, placeAndText, readAll, textOf } from "./log-records.ts";

/** What several processes on one log may count on. */
export function severalProcesses(place: () => LogPlace): void {
  test("all logs of a place have one id, and what one appended another reads, in one order", async () => {
    const { log, openOther } = place();
    const other = await openOther();
    expect(other.id).toBe(log.id);
    await log.append([entry(1, "a"), entry(2, "b")]);
    await other.append([entry(1, "c")]);
    await log.append([entry(1, "d")]);
    await eventually(() => expect([log.ends()[1], other.ends()[1]]).toEqual([3, 3]));
    expect((await readAll(log, 1)).map(textOf)).toEqual(["a", "c", "d"]);
    expect(await everything(other)).toEqual(await everything(log));
  });

  test("concurrent appends of two logs get offsets of their own, whole calls together, each caller's in order", async () => {
    const { log, openOther } = place();
    const logs = [log, await openOther()];
    const given = await Promise.all(
      logs.flatMap((each, writer) =>
        Array.from({ length: 4 }, async (_, caller) => {
          const answers: string[] = [];
          for (let call = 0; call < 50; call += 1) {
            const texts = ["x", "y"].map((part) => `${writer}-${caller}-${call}${part}`);
            const offsets = await each.append(texts.map((text) => entry(caller % 2, text)));
            expect(offsets[1]).toBe((offsets[0] ?? 0) + 1);
            answers.push(...texts.map((text, index) => `${caller % 2}/${offsets[index]}=${text}`));
          }
          return answers;
        }),
      ),
    );
    for (const each of logs) {
      await eventually(() => expect([each.ends()[0], each.ends()[1]]).toEqual([400, 400]));
      const stored = await everything(each);
      expect(stored.map(placeAndText).sort()).toEqual(given.flat().sort());
      for (const answers of given) {
        const mine = new Set(answers);
        expect(stored.map(placeAndText).filter((text) => mine.has(text))).toEqual(answers);
      }
    }
  });

  test("the listener hears of values that another log appended, when they are readable here", async () => {
    const { log, openOther } = place();
    const other = await openOther();
    const heard: string[] = [];
    let told = Promise.resolve();
    other.onAppend(() => {
      told = told.then(async () => {
        const records = await other.read(3, heard.length, ALL, ALL_BYTES);
        heard.push(...records.map(textOf));
      });
    });
    for (const word of ["a", "b", "c"]) await log.append([entry(3, word)]);
    await eventually(async () => {
      await told;
      expect(heard).toEqual(["a", "b", "c"]);
    });
  });

  test("what one log forgets, the others forget, and offsets go on", async () => {
    const { log, openOther } = place();
    const other = await openOther();
    await log.append(Array.from({ length: 10 }, (_, index) => entry(6, String(index))));
    await eventually(() => expect(other.ends()[6]).toBe(10));
    await other.trim(6, 7);
    await eventually(() => expect(log.starts()[6]).toBe(7));
    expect((await readAll(log, 6)).map((record) => record.offset)).toEqual([7, 8, 9]);
    expect(await log.append([entry(6, "next")])).toEqual([10]);
  });
}

/** What holds although the line to the engine breaks. */
export function cutConnections(place: () => LogPlace): void {
  test("connections cut in the middle of appends: nothing answered is missing, nothing is stored twice", async () => {
    const { log, openOverLine } = place();
    const { log: cut, ...line } = await openOverLine();
    const { answered, stop } = appendThroughout(cut);
    for (let round = 0; round < 12; round += 1) {
      const before = answered.length;
      await eventually(() => expect(answered.length).toBeGreaterThan(before + 20));
      if (round % 2 === 0) line.cut();
      else line.loseAnswers();
    }
    const before = answered.length;
    await eventually(() => expect(answered.length).toBeGreaterThan(before));
    await stop();
    expect(line.broken()).toBeGreaterThanOrEqual(12);
    await eventually(() => expect(cut.ends()).toEqual(log.ends()));
    // An append that was refused with its line may be kept a moment later; and a connection may be left that loses its next answer: a read
    // that meets it is refused, and the next one is not.
    let stored: LogRecord[] = [];
    await eventually(async () => {
      stored = await everything(log);
      expect((await everything(cut)).map(placeAndText)).toEqual(stored.map(placeAndText));
    });
    expect(answered.filter((text) => !new Set(stored.map(placeAndText)).has(text))).toEqual([]);
    expect(new Set(stored.map(textOf)).size).toBe(stored.length);
  });

  test("an append whose answer is lost is rejected, or answered by an engine that knows; the next one is answered", async () => {
    const { log, openOverLine } = place();
    const { log: cut, ...line } = await openOverLine();
    await cut.append([entry(0, "before")]);
    line.loseAnswers();
    const outcome = await cut.append([entry(0, "unknown")]).catch((error: unknown) => error);
    if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ code: "unavailable" });
    await eventually(async () => {
      const [offset] = await cut.append([entry(1, "after")]).catch(() => []);
      expect(offset).toBeGreaterThanOrEqual(0);
    });
    await eventually(() => expect(cut.ends()).toEqual(log.ends()));
    const places = (await readAll(log, 0)).filter((record) => textOf(record) === "unknown").map(({ offset }) => offset);
    expect(places.length).toBeLessThanOrEqual(1);
    if (Array.isArray(outcome)) expect(places).toEqual(outcome);
  });
}

/** Eight callers that append until they are stopped, never the same text twice. */
function appendThroughout(log: EventLog) {
  const answered: string[] = [];
  let running = true;
  const callers = Array.from({ length: 8 }, async (_, caller) => {
    for (let call = 0; running; call += 1) {
      const entries = [entry(caller % 3, `${caller}-${call}x`), entry(3 + (caller % 2), `${caller}-${call}y`)];
      try {
        const offsets = await log.append(entries);
        for (const [index, { partition, value }] of entries.entries()) {
          answered.push(placeAndText({ partition, offset: offsets[index] ?? -1, value }));
        }
      } catch {
        // Kept or not, nobody knows: the next call has another text.
        await sleep(5);
      }
    }
  });
  const stop = async () => {
    running = false;
    await Promise.all(callers);
  };
  return { answered, stop };
}

/** Repeats a check until it holds; other processes' values come a moment later. */
async function eventually(check: () => void | Promise<void>): Promise<void> {
  for (const deadline = performance.now() + 20_000; ; ) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(5);
    }
  }
}
