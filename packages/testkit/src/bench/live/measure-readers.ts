import { setTimeout as sleep } from "node:timers/promises";
import { trackMessage } from "../../factories/messages.ts";
import type { BenchServer } from "../bench-server.ts";
import { openReader } from "./raw-reader.ts";

/** Events that a reader misses, or is sent too many of. Each is about 8 KB on the stream. */
const EVENTS = 3_000;
const BATCH = 100;
const FILLING = "x".repeat(7_000);
const WAIT_MS = 60_000;

/** One that stops reading, one that is cut off and resumes, one whose changes come together. */
export async function measureReaders(server: BenchServer): Promise<void> {
  const of = { url: server.url, key: server.key, transport: "sse" } as const;
  const told = { slow: "", first: "", second: "", device: "" };
  const slow = await openReader({ ...of, channels: "events", onText: (text) => (told.slow += text) });
  const device = await openReader({ ...of, channels: "device:busy", onText: (text) => (told.device += text) });
  const first = await openReader({ ...of, channels: "events", onText: (text) => (told.first += text) });
  slow.pause();
  const before = server.residentMiB();
  let most = before;
  for (let sent = 0; sent < EVENTS; sent += BATCH) {
    await sendBatch(server);
    most = Math.max(most, server.residentMiB());
    // The network of the reader fails in the middle of all.
    if (sent === EVENTS / 3) first.close();
  }
  const lastEventId = told.first
    .match(/^id: .+$/gm)
    ?.at(-1)
    ?.slice(4);
  const second = await openReader({ ...of, channels: "events", lastEventId, onText: (text) => (told.second += text) });
  const idsOf = (text: string) => text.match(/"messageId":"[^"]+"/g) ?? [];
  const all = () => [...idsOf(cut(told.first)), ...idsOf(told.second)];
  await until(() => new Set(all()).size >= EVENTS);
  slow.resume();
  await until(() => slow.isClosed());
  const got = all();
  console.table({
    "stopped reading": { outcome: /"reason":"(\w+)"/.exec(told.slow)?.[1] ?? "none", events: idsOf(told.slow).length },
    "cut off, resumed": { outcome: `${got.length - new Set(got).size} twice`, events: new Set(got).size },
    "device of all": { outcome: `${told.device.match(/changed/g)?.length ?? 0} notices`, events: EVENTS },
  });
  console.log(
    `RSS ${Math.round(before)} MiB before, ${Math.round(most)} at most while ${EVENTS} events of 7 KB went by`,
  );
  for (const reader of [device, second]) reader.close();
}

/** Without what came of a message whose end did not: the resumed stream sends it again. */
function cut(text: string): string {
  return text.slice(0, text.lastIndexOf("\n\n"));
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isTrue() && waitedMs < WAIT_MS; waitedMs += 50) await sleep(50);
}

async function sendBatch(server: BenchServer): Promise<void> {
  const batch = Array.from({ length: BATCH }, () =>
    trackMessage({ anonymousId: "busy", event: "Text Read", properties: { text: FILLING } }),
  );
  const response = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
    body: JSON.stringify({ batch }),
  });
  if (!response.ok) throw new Error(`The batch was answered ${response.status}: ${await response.text()}`);
  await server.settle();
}
