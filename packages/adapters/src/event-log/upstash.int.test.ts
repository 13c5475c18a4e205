import { randomBytes } from "node:crypto";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import { openCuttableLine } from "@rapport/testkit/event-log/cuttable-line";
import { startUpstashFront } from "@rapport/testkit/event-log/upstash-front";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { openUpstashEventLog } from "./upstash.ts";

const serverUrl = process.env.REDIS_URL;
const TOKEN = "a token of the tests";

describe.runIf(serverUrl)("upstash", () => {
  eventLogConformance("upstash", createFixture, { shared: true });

  test("a wrong token is refused when the log is opened, and the error does not repeat it", async () => {
    const front = await startUpstashFront(serverUrl ?? "", TOKEN);
    const opening = openUpstashEventLog({ url: front.url, token: "guessed" });
    await expect(opening).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/Unauthorized/),
    });
    await expect(opening).rejects.toThrow(expect.not.stringContaining("guessed"));
    await front.close();
  });

  test("an error of the database does not repeat the events that were sent", async () => {
    const front = await startUpstashFront(serverUrl ?? "", TOKEN);
    const log = await openUpstashEventLog({ url: front.url, token: TOKEN, prefix: "log_refusing" });
    const redis = new Redis(serverUrl ?? "");
    await redis.set("{log_refusing}:0", "not a stream");
    const value = Buffer.from("somebody's address");
    const refusal = log.append([{ partition: 0, value }]);
    await expect(refusal).rejects.toThrow(/WRONGTYPE/);
    await expect(refusal).rejects.toThrow(expect.not.stringContaining(value.toString("base64")));
    await log.close();
    await redis.unlink(await redis.keys("{log_refusing}*"));
    redis.disconnect();
    await front.close();
  });
});

/** A front of its own before the real server, and a prefix of its own in it. */
async function createFixture() {
  const front = await startUpstashFront(serverUrl ?? "", TOKEN);
  const prefix = `log_${randomBytes(6).toString("hex")}`;
  const open = (url: string) => openUpstashEventLog({ url, token: TOKEN, prefix });
  const closings = [front.close];
  return {
    open: () => open(front.url),
    async openOverLine() {
      const line = await openCuttableLine({ host: "127.0.0.1", port: Number(new URL(front.url).port) });
      closings.unshift(line.close);
      return { log: await open(`http://127.0.0.1:${line.port}`), ...line };
    },
    async remove() {
      for (const close of closings) await close();
    },
  };
}
