import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LogRecord } from "@rapport/ports/event-log";
import { afterEach, describe, expect, test } from "vitest";
import type { LogEngine } from "./shared-log.ts";
import { openSharedEventLog } from "./shared-log.ts";

/** An engine in memory whose state a test changes behind the log's back. */
function memoryEngine() {
  const engine = {
    records: [] as LogRecord[],
    nextOffset: 0,
    refusal: undefined as Error | undefined,
    closed: false,
  };
  const bounds = () => ({
    starts: zeros(),
    ends: zeros().map((_, partition) => (partition === 0 ? engine.nextOffset : 0)),
  });
  const asked = async <T>(answer: () => T): Promise<T> => {
    if (engine.refusal !== undefined) throw engine.refusal;
    return answer();
  };
  const log: LogEngine = {
    id: "log_in_memory",
    durability: "memory",
    place: "memory",
    commitBytes: 1_000,
    pollMs: () => 5,
    commit: (entries) =>
      asked(() =>
        entries.map(({ partition, value }) => {
          const offset = engine.nextOffset++;
          engine.records.push({ partition, offset, value });
          return offset;
        }),
      ),
    read: (_, from, end) => asked(() => engine.records.filter(({ offset }) => offset >= from && offset < end)),
    trim: () => asked(() => {}),
    readBounds: () => asked(bounds),
    close: async () => {
      engine.closed = true;
    },
  };
  return { engine, log };
}

const zeros = () => new Array<number>(PARTITION_COUNT).fill(0);
const entry = (text: string) => ({ partition: 0, value: new TextEncoder().encode(text) });

describe("a log over a shared engine", () => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });
  const open = async () => {
    const { engine, log } = memoryEngine();
    const opened = await openSharedEventLog(log);
    closings.push(() => opened.close());
    return { engine, log: opened };
  };

  test("takes no more once the engine gives an offset a second time: its state was replaced by an older one", async () => {
    const { engine, log } = await open();
    await log.append([entry("a"), entry("b")]);
    engine.nextOffset = 1;
    await expect(log.append([entry("c")])).rejects.toThrow(
      /memory was set back to an older state.*partition 0, offset 1/,
    );
    engine.nextOffset = 50;
    await expect(log.append([entry("d")])).rejects.toThrow(/until the process is started again/);
    expect((await log.read(0, 0, 10, 1_000)).map(({ offset }) => offset)).toEqual([0, 1]);
  });

  test("rejects while the engine is away, with its words and place, and never says that nothing is there", async () => {
    const { engine, log } = await open();
    await log.append([entry("a")]);
    engine.records.push({ partition: 0, offset: engine.nextOffset++, value: entry("foreign").value });
    await expect.poll(() => log.ends()[0]).toBe(2);
    engine.refusal = new Error("the line is cut");
    const refused = { code: "unavailable", message: expect.stringMatching(/memory .*the line is cut/) };
    await expect(log.append([entry("b")])).rejects.toMatchObject(refused);
    await expect(log.append([])).rejects.toMatchObject(refused);
    await expect(log.read(0, 1, 10, 1_000)).rejects.toMatchObject(refused);
    await expect(log.trim(0, 1)).rejects.toMatchObject(refused);
    engine.refusal = undefined;
    expect((await log.read(0, 0, 10, 1_000)).length).toBe(2);
    expect(await log.append([entry("b")])).toEqual([2]);
  });

  test("an engine that cannot be asked when the log opens is closed again", async () => {
    const { engine, log } = memoryEngine();
    engine.refusal = new Error("not now");
    await expect(openSharedEventLog(log)).rejects.toThrow(/memory does not answer \(not now\)/);
    expect(engine.closed).toBe(true);
  });
});
