import { LIMITS } from "@rapport/contracts/limits";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";

/** How many requests of how many bytes: what the large ones leave free the small ones fill. */
const PORTIONS = [
  [24, LIMITS.bodyBytes],
  [10, 512 * 1024],
  [10, 64 * 1024],
  [10, 8 * 1024],
  [10, 1_024],
  [10, 128],
] as const;
/** Whoever says how long a body is must leave this much, which a request without a body would still fit into. */
const UNANNOUNCED_BYTES = 8 * 1024;

/**
 * Fills the server's room for bodies, the part for identifies included, with requests that send the most and then stall;
 * answers how to let them go.
 */
export async function holdBytes(server: TestServer): Promise<() => Promise<void>> {
  const stops: (() => unknown)[] = [];
  const stalled = (bytes: number) => {
    let refused = false;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(bytes));
        stops.push(() => refused || controller.close());
      },
      cancel() {
        refused = true;
      },
    });
  };
  const held: Promise<Response>[] = [];
  for (const [count, bytes] of PORTIONS) {
    for (let i = 0; i < count; i++) {
      const headers = { "content-length": String(bytes) };
      held.push(server.ask("/v1/identify", { key: server.writeKey, headers, body: stalled(bytes) }));
    }
    // They are in once they have been authenticated and their first bytes were taken.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  held.push(server.ask("/v1/identify", { key: server.writeKey, body: stalled(UNANNOUNCED_BYTES) }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { status } = await server.ask("/v1/identify", { key: server.writeKey, body: `{${" ".repeat(200)}` });
  if (status !== 503) throw new Error(`The server takes bodies without end: it answered ${status}`);
  return async () => {
    for (const stop of stops) stop();
    await Promise.all(held);
  };
}
