import { LIMITS } from "@rapport/contracts/limits";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";

/**
 * Fills the server's room for bodies, the part for identifies included, with requests that send the most and then stall;
 * answers how to let them go.
 */
export async function holdBytes(server: TestServer): Promise<() => Promise<void>> {
  const stops: (() => unknown)[] = [];
  const stalled = () => {
    let refused = false;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(LIMITS.bodyBytes));
        stops.push(() => refused || controller.close());
      },
      cancel() {
        refused = true;
      },
    });
  };
  const headers = { "content-length": String(LIMITS.bodyBytes) };
  const held = Array.from({ length: 24 }, () =>
    server.ask("/v1/identify", { key: server.writeKey, headers, body: stalled() }),
  );
  // They are in once they have been authenticated; a probe of one byte tells.
  for (let status = 0, probes = 0; status !== 503; probes++) {
    if (probes > 1_000) throw new Error("The server takes bodies without end");
    ({ status } = await server.ask("/v1/identify", { key: server.writeKey, body: "{" }));
  }
  return async () => {
    for (const stop of stops) stop();
    await Promise.all(held);
  };
}
