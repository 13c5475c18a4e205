import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { problemSchema } from "@rapport/contracts/errors";
import { expect, test } from "vitest";
import { trackMessage } from "../factories/messages.ts";
import { postJson } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { storeEngines } from "../server/store-engines.ts";
import { expectStoredOnce } from "./expect-stored.ts";

// The limit on the size of a file stands for a full disk: it needs no mount, and can be lifted from outside. The store
// is on another machine here: the embedded one would be as full as the log.
const [engine] = storeEngines(process.env.DATABASE_URL).filter(({ name }) => name === "postgres");

test.runIf(engine && process.platform === "linux")(
  "a full disk stops acknowledgements, loses nothing acknowledged, and ends by itself when there is room",
  async () => {
    const server = await (engine as NonNullable<typeof engine>).start(); // as: the test runs only where there is one
    try {
      const acknowledged = new Set<string>();
      limitFileBytes(server, String(statSync(join(server.dataDir, "log/data.mdb")).size + 256 * 1024));
      const full = await sendUntil(server, 503, acknowledged);
      expect(acknowledged.size).toBeGreaterThan(0);
      expect(full.headers.get("retry-after")).toMatch(/^[1-5]$/);
      expect(problemSchema.parse(await full.json())).toMatchObject({ code: "unavailable", status: 503 });
      // Refused unread from here on: half a body is never waited for.
      const unread = await postJson(server, "/v1/track", "not even JSON");
      expect([unread.status, problemSchema.parse(await unread.json()).code]).toEqual([503, "unavailable"]);
      limitFileBytes(server, "unlimited");
      await sendUntil(server, 200, acknowledged);
      await expectStoredOnce(server, [...acknowledged]);
    } finally {
      await server.dispose();
    }
  },
);

function limitFileBytes(server: SpawnedServer, bytes: string): void {
  execFileSync("prlimit", ["--pid", String(server.pid), `--fsize=${bytes}:`]);
}

/** Sends events until the server answers `status`; notes which were acknowledged. */
async function sendUntil(server: SpawnedServer, status: number, acknowledged: Set<string>): Promise<Response> {
  for (;;) {
    const message = trackMessage({ properties: { filler: "x".repeat(8_000) } });
    const answer = await postJson(server, "/v1/track", message);
    if (answer.status === 200) acknowledged.add(message.messageId);
    if (answer.status === status) return answer;
    await answer.body?.cancel();
  }
}
