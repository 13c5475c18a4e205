import { randomBytes } from "node:crypto";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventLog, LogRecord } from "./event-log.ts";
import type { EventLogFixture, LogPlace } from "./log-place.ts";
import { ALL, ALL_BYTES, digest, entry, everything, placeAndText, readAll, textOf } from "./log-records.ts";
import { cutConnections, severalProcesses } from "./shared-event-log.conformance.ts";

/**
 * The guarantees of `EventLog` as tests. Every engine runs this suite with its own fixture, one fresh place per test.
 * `shared` engines take several processes at a time, over a network, and are held to what that demands besides.
 */
export function eventLogConformance(
  name: string,
  createFixture: () => Promise<EventLogFixture>,
  { shared }: { shared: boolean },
): void {
  describe(`event log contract: ${name}`, () => {
    const place = openedPlace(createFixture);
    test("two logs have different ids", async () => {
      const other = await createFixture();
      const log = await other.open();
      expect(log.id).not.toBe(place().log.id);
      await log.close();
      await other.remove();
    });
    describe("append and read", () => appendAndRead(place));
    describe("concurrent callers", () => concurrentCallers(place));
    describe("limits of read", () => limitsOfRead(place));
    describe("reopening", () => reopening(place));
    describe("trim", () => trimming(place));
    describe("onAppend", () => listening(place));
    describe("close", () => closing(place));
    describe("bad input", () => badInput(place));
    if (!shared) return;
    describe("several processes", () => severalProcesses(place));
    describe("cut connections", () => cutConnections(place));
  });
}

/** Gives each test an open log of its own and clears it away afterwards. */
function openedPlace(createFixture: () => Promise<EventLogFixture>): () => LogPlace {
  let fixture: EventLogFixture | undefined;
  let place: LogPlace | undefined;
  const others: EventLog[] = [];
  beforeEach(async () => {
    const created = await createFixture();
    fixture = created;
    const opened: LogPlace = {
      log: await created.open(),
      async reopen() {
        await opened.log.close();
        opened.log = await created.open();
        return opened.log;
      },
      async openOther() {
        const log = await created.open();
        others.push(log);
        return log;
      },
      async openOverLine() {
        if (created.openOverLine === undefined) throw new Error("The fixture of a shared engine must have a line");
        const over = await created.openOverLine();
        others.push(over.log);
        return over;
      },
    };
    place = opened;
  });
  afterEach(async () => {
    for (const log of others.splice(0)) await log.close();
    await place?.log.close();
    await fixture?.remove();
    place = undefined;
    fixture = undefined;
  });
  return () => {
    if (place === undefined) throw new Error("The log is open only while a test runs");
    return place;
  };
}

function appendAndRead(place: () => LogPlace): void {
  test("a new log is empty and has an id", async () => {
    const { log } = place();
    expect(log.id).toMatch(/^\S{8,}$/);
    expect(log.ends()).toEqual(new Array(PARTITION_COUNT).fill(0));
    expect(await readAll(log, 0)).toEqual([]);
  });

  test("offsets of a partition start at 0 and grow by one; reading gives the order of appending", async () => {
    const { log } = place();
    for (const word of ["a", "b", "c"]) await log.append([entry(3, word)]);
    expect((await readAll(log, 3)).map((record) => [record.partition, record.offset, textOf(record)])).toEqual([
      [3, 0, "a"],
      [3, 1, "b"],
      [3, 2, "c"],
    ]);
    expect(log.ends()[3]).toBe(3);
    expect(log.ends()[4]).toBe(0);
  });

  test("one call over several partitions answers one offset per entry, in the order given", async () => {
    const { log } = place();
    await log.append([entry(1, "before")]);
    expect(await log.append([entry(1, "a"), entry(63, "b"), entry(1, "c"), entry(0, "d"), entry(63, "e")])).toEqual([
      1, 0, 2, 0, 1,
    ]);
    expect((await readAll(log, 1)).map(textOf)).toEqual(["before", "a", "c"]);
    expect((await readAll(log, 63)).map(textOf)).toEqual(["b", "e"]);
  });

  test("appending nothing answers nothing and moves nothing", async () => {
    const { log } = place();
    expect(await log.append([])).toEqual([]);
    expect(log.ends()).toEqual(new Array(PARTITION_COUNT).fill(0));
  });

  test("values come back byte for byte, whatever their size, from none to 1 MB", async () => {
    const { log } = place();
    const sizes = [0, 1, 600, 1_990, 4_096, 5_000, 20_000, 33_000, 31_000, 70_000, 1_048_576, 3, 40_000, 9_000];
    const values = sizes.map((size) => new Uint8Array(randomBytes(size)));
    await log.append(values.map((value) => ({ partition: 9, value })));
    const records = await readAll(log, 9);
    expect(records.map((record) => digest(record.value))).toEqual(values.map(digest));
  });

  test("values that were read stay as they were while the log goes on", async () => {
    const { log } = place();
    await log.append(Array.from({ length: 50 }, () => ({ partition: 2, value: new Uint8Array(randomBytes(40_000)) })));
    const records = await readAll(log, 2);
    const digests = records.map((record) => digest(record.value));
    await log.trim(2, 50);
    for (let round = 0; round < 20; round += 1) {
      await log.append([{ partition: 2, value: new Uint8Array(randomBytes(80_000)) }]);
      await readAll(log, 2);
    }
    expect(records.map((record) => digest(record.value))).toEqual(digests);
  });
}

function concurrentCallers(place: () => LogPlace): void {
  test("10,000 concurrent values over all partitions: nothing lost, nothing doubled, offsets dense", async () => {
    const { log } = place();
    const given = await Promise.all(
      Array.from({ length: 10_000 }, async (_, index) => {
        const partition = (index * 31) % PARTITION_COUNT;
        const [offset] = await log.append([entry(partition, String(index))]);
        return `${partition}/${offset}=${index}`;
      }),
    );
    const stored = await everything(log);
    expect(stored.map(placeAndText).sort()).toEqual(given.sort());
    expectDense(log, stored);
  });

  test("calls of one caller keep their order although they are not awaited", async () => {
    const { log } = place();
    const offsets = await Promise.all(Array.from({ length: 500 }, (_, index) => log.append([entry(5, String(index))])));
    expect(offsets.flat()).toEqual(Array.from({ length: 500 }, (_, index) => index));
    expect((await readAll(log, 5)).map(textOf)).toEqual(Array.from({ length: 500 }, (_, index) => String(index)));
  });

  test("entries of one call stand next to each other in their partition", async () => {
    const { log } = place();
    const calls = await Promise.all(
      Array.from({ length: 100 }, (_, index) => log.append(["a", "b", "c"].map((part) => entry(1, `${index}${part}`)))),
    );
    for (const [first = -1, second, third] of calls) expect([second, third]).toEqual([first + 1, first + 2]);
  });

  test("reads beside appends show answered ends only, and what was shown never changes", async () => {
    const { log } = place();
    const shown = new Map<number, string>();
    let running = true;
    const appends = Promise.all(
      Array.from({ length: 20 }, async (_, caller) => {
        for (let index = 0; index < 50; index += 1) await log.append([entry(7, `${caller}-${index}`)]);
      }),
    ).finally(() => {
      running = false;
    });
    while (running) {
      const records = await log.read(7, 0, ALL, ALL_BYTES);
      const end = log.ends()[7] ?? 0;
      expect(records.length).toBeLessThanOrEqual(end);
      for (const record of records) {
        const text = textOf(record);
        expect(shown.get(record.offset) ?? text).toBe(text);
        shown.set(record.offset, text);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await appends;
    expect((await readAll(log, 7)).length).toBe(1_000);
  });

  test("a value is not readable before its append was answered", async () => {
    const { log } = place();
    const answer = log.append([entry(0, "soon")]);
    expect(log.ends()[0]).toBe(0);
    expect(await readAll(log, 0)).toEqual([]);
    await answer;
    expect((await readAll(log, 0)).map(textOf)).toEqual(["soon"]);
  });
}

function limitsOfRead(place: () => LogPlace): void {
  test("at most maxRecords, from the offset given, of this partition only", async () => {
    const { log } = place();
    await log.append(["a", "b", "c", "d"].map((text) => entry(4, text)));
    await log.append([entry(3, "left"), entry(5, "right")]);
    expect((await log.read(4, 1, 2, ALL_BYTES)).map(textOf)).toEqual(["b", "c"]);
    expect((await log.read(4, 3, 2, ALL_BYTES)).map(textOf)).toEqual(["d"]);
    expect(await log.read(4, 4, 2, ALL_BYTES)).toEqual([]);
    expect(await log.read(4, 400, 2, ALL_BYTES)).toEqual([]);
    expect(await log.read(4, 0, 0, ALL_BYTES)).toEqual([]);
  });

  test("stops before maxBytes of values is passed, but gives one record if there is any", async () => {
    const { log } = place();
    await log.append(Array.from({ length: 5 }, () => ({ partition: 0, value: new Uint8Array(100) })));
    expect((await log.read(0, 0, ALL, 300)).length).toBe(3);
    expect((await log.read(0, 0, ALL, 299)).length).toBe(2);
    expect((await log.read(0, 2, ALL, 1)).map((record) => record.offset)).toEqual([2]);
  });
}

function reopening(place: () => LogPlace): void {
  test("keeps the id, the ends, every value and the order", async () => {
    const { log, reopen } = place();
    await log.append(Array.from({ length: 300 }, (_, index) => entry(index % PARTITION_COUNT, String(index))));
    const before = { id: log.id, ends: log.ends(), records: await everything(log) };
    const again = await reopen();
    expect({ id: again.id, ends: again.ends(), records: await everything(again) }).toEqual(before);
    expect(await again.append([entry(0, "next")])).toEqual([before.ends[0]]);
  });
}

function trimming(place: () => LogPlace): void {
  test("forgets values below the offset, keeps the rest, and reading from below skips them", async () => {
    const { log } = place();
    await log.append(Array.from({ length: 10 }, (_, index) => entry(6, String(index))));
    await log.append([entry(5, "neighbour"), entry(7, "neighbour")]);
    await log.trim(6, 7);
    expect((await readAll(log, 6)).map((record) => record.offset)).toEqual([7, 8, 9]);
    expect(log.starts().slice(5, 8)).toEqual([0, 7, 0]);
    expect((await log.read(6, 2, 1, ALL_BYTES)).map((record) => record.offset)).toEqual([7]);
    expect((await readAll(log, 5)).length + (await readAll(log, 7)).length).toBe(2);
    await log.trim(6, 3);
    expect((await readAll(log, 6)).map((record) => record.offset)).toEqual([7, 8, 9]);
  });

  test("offsets are not reused when everything was forgotten, nor after reopening", async () => {
    const { log, reopen } = place();
    await log.append(Array.from({ length: 10 }, (_, index) => entry(6, String(index))));
    await log.trim(6, 10);
    expect(await readAll(log, 6)).toEqual([]);
    expect([log.starts()[6], log.ends()[6]]).toEqual([10, 10]);
    const again = await reopen();
    expect([again.starts()[6], again.ends()[6]]).toEqual([10, 10]);
    expect(await again.append([entry(6, "next")])).toEqual([10]);
    expect((await readAll(again, 6)).map((record) => record.offset)).toEqual([10]);
  });

  test("an offset beyond the end forgets everything so far and nothing to come", async () => {
    const { log, reopen } = place();
    await log.append([entry(0, "a"), entry(0, "b")]);
    await log.trim(0, 1_000);
    expect(await log.append([entry(0, "c")])).toEqual([2]);
    expect((await readAll(log, 0)).map(textOf)).toEqual(["c"]);
    const again = await reopen();
    expect((await readAll(again, 0)).map((record) => [record.offset, textOf(record)])).toEqual([[2, "c"]]);
  });

  test("many values are forgotten beside appends without touching them", async () => {
    const { log } = place();
    await log.append(Array.from({ length: 12_000 }, (_, index) => entry(1, String(index))));
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 200 }, (_, index) => log.append([entry(1, `new ${index}`)]))),
      log.trim(1, 11_999),
    ]);
    expect((await readAll(log, 1)).map((record) => record.offset)).toEqual([11_999, ...answers.flat()]);
  });
}

function listening(place: () => LogPlace): void {
  test("the listener runs when new values are readable, and no more once it is stopped", async () => {
    const { log } = place();
    const ends: (number | undefined)[] = [];
    const stop = log.onAppend(() => ends.push(log.ends()[2]));
    await log.append([entry(2, "a")]);
    await settled();
    expect(ends).toEqual([1]);
    await log.append([entry(2, "b")]);
    await settled();
    expect(ends).toEqual([1, 2]);
    stop();
    stop();
    await log.append([entry(2, "c")]);
    await settled();
    expect(ends).toEqual([1, 2]);
  });

  test("after concurrent appends the listener has been told of the last one", async () => {
    const { log } = place();
    let seen = 0;
    log.onAppend(() => {
      seen = log.ends()[8] ?? 0;
    });
    await Promise.all(Array.from({ length: 300 }, (_, index) => log.append([entry(8, String(index))])));
    await settled();
    expect(seen).toBe(300);
  });
}

function closing(place: () => LogPlace): void {
  test("waits for appends under way, which are answered and kept", async () => {
    const { log, reopen } = place();
    const answers = Promise.all(Array.from({ length: 200 }, (_, index) => log.append([entry(0, String(index))])));
    const again = await reopen();
    expect((await answers).length).toBe(200);
    expect((await readAll(again, 0)).length).toBe(200);
  });

  test("afterwards append, read and trim reject with a clear error; closing twice is fine", async () => {
    const { log } = place();
    await log.close();
    await log.close();
    await expect(log.append([entry(0, "late")])).rejects.toThrow(/closed/);
    await expect(log.read(0, 0, 1, 1)).rejects.toThrow(/closed/);
    await expect(log.trim(0, 0)).rejects.toThrow(/closed/);
  });
}

function badInput(place: () => LogPlace): void {
  test.each([-1, PARTITION_COUNT, 1.5, Number.NaN])(
    "partition %d is refused and nothing of the call is kept",
    async (bad) => {
      const { log } = place();
      await expect(log.append([entry(0, "good"), entry(bad, "bad")])).rejects.toThrow(/partition/i);
      await expect(log.read(bad, 0, 1, 1)).rejects.toThrow(/partition/i);
      await expect(log.trim(bad, 0)).rejects.toThrow(/partition/i);
      expect(log.ends()).toEqual(new Array(PARTITION_COUNT).fill(0));
      expect(await log.append([entry(0, "good")])).toEqual([0]);
    },
  );
}

function expectDense(log: EventLog, records: LogRecord[]): void {
  const counts = new Array<number>(PARTITION_COUNT).fill(0);
  for (const record of records) {
    expect(record.offset).toBe(counts[record.partition]);
    counts[record.partition] = record.offset + 1;
  }
  expect(log.ends()).toEqual(counts);
}

/** Listeners may run a turn after the answer. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
