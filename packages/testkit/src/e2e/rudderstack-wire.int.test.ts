import { gzipSync } from "node:zlib";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { profileSchema } from "@rapport/contracts/profiles";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getJson } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { storeEngines } from "../server/store-engines.ts";
import type { WireMessage } from "./expect-stored.ts";
import { expectIntact, expectStoredOnce } from "./expect-stored.ts";

const SENT_AT = "2026-01-05T12:00:01.000Z";
const ORIGINAL = "2026-01-05T12:00:00.250Z";

/** Everything this file has sent, in order. */
const sent: { message: WireMessage; sentAt: string; type?: string }[] = [];

/** A message as RudderStack's clients build it: an empty userId, traits in the context, no `timestamp`. */
function rudderMessage(fields: Record<string, unknown>): WireMessage {
  return {
    messageId: `rudder-${sent.length}`,
    channel: "server",
    userId: "",
    anonymousId: "4f5e-device",
    originalTimestamp: ORIGINAL,
    sentAt: SENT_AT,
    context: { traits: {}, library: { name: "rudder-client", version: "3" }, locale: "en-GB" },
    integrations: { All: true },
    ...fields,
  };
}

describe.each(storeEngines(process.env.DATABASE_URL))("$name: the wire forms of RudderStack's clients", ({ start }) => {
  let server: SpawnedServer;
  beforeAll(async () => {
    sent.length = 0;
    server = await start();
  });
  afterAll(() => server?.dispose());

  async function send(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ): Promise<number> {
    const response = await fetch(server.url + path, { method: "POST", body, headers });
    const text = await response.text();
    expect([response.status, text]).toEqual([200, expect.any(String)]);
    const answer = trackingAnswerSchema.parse(JSON.parse(text));
    expect(answer.rejected).toEqual([]);
    return answer.accepted;
  }
  const basic = () => `Basic ${Buffer.from(`${server.report.writeKey}:`).toString("base64")}`;

  test("the Node client's batch is read: gzip that is labelled as a form", async () => {
    const batch: WireMessage[] = [];
    for (const fields of [
      { type: "track", event: "Product Viewed", properties: { product_id: "copper-kettle", note: "Ünïcode ☕" } },
      { type: "identify", userId: "grace", traits: {}, context: { traits: { email: "grace@example.com" } } },
      { type: "page", name: "Home", properties: { path: "/" } },
      { type: "group", userId: "grace", groupId: "company-7", traits: { name: "Navy" } },
      { type: "alias", userId: "grace", previousId: "grace-before" },
      { type: "screen", name: "Basket" },
    ]) {
      const message = rudderMessage(fields);
      sent.push({ message, sentAt: SENT_AT });
      batch.push(message);
    }
    const body = gzipSync(JSON.stringify({ batch, timestamp: SENT_AT, sentAt: SENT_AT }));
    const headers = {
      Authorization: basic(),
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Encoding": "gzip",
    };
    expect(await send("/v1/batch", new Uint8Array(body), headers)).toBe(6);
  });

  test("the browser client's single messages are read: AnonymousId and SentAt in headers, the type in the path", async () => {
    for (const type of ["track", "identify", "page", "screen", "group", "alias"]) {
      const { sentAt: _, ...rest } = rudderMessage({ event: "Clicked", groupId: "company-7", previousId: "before" });
      const message: WireMessage = rest;
      sent.push({ message, sentAt: SENT_AT, type });
      const headers = {
        Authorization: basic(),
        "Content-Type": "text/plain;charset=UTF-8",
        AnonymousId: Buffer.from("4f5e-device").toString("base64"),
        SentAt: SENT_AT,
        "Rsa-Retry-Attempt": "0",
      };
      expect(await send(`/v1/${type}`, JSON.stringify(message), headers)).toBe(1);
    }
  });

  test("the browser client's beacon is read: the key in the query, no headers of its own", async () => {
    const batch = [rudderMessage({ type: "track", event: "Left" })];
    sent.push({ message: batch[0] ?? rudderMessage({}), sentAt: SENT_AT });
    const path = `/beacon/v1/batch?writeKey=${server.report.writeKey}`;
    expect(await send(path, JSON.stringify({ batch }), { "Content-Type": "text/plain" })).toBe(1);
  });

  test("the configuration that the browser client fetches first has what it insists on", async () => {
    for (const path of ["/sourceConfig", "/sourceConfig/"]) {
      const answer = await fetch(`${server.url}${path}?p=cdn&v=3&writeKey=${server.report.writeKey}`, {
        headers: { Authorization: basic() },
      });
      expect(await answer.json()).toMatchObject({
        source: { id: expect.any(String), enabled: true, config: expect.any(Object), destinations: [] },
      });
    }
    const metrics = await fetch(`${server.url}/rsaMetrics`, { method: "POST", body: "{}" });
    expect(metrics.status).toBe(200);
  });

  test("a page of another origin may send every header that the clients send", async () => {
    const wanted = ["authorization", "content-type", "anonymousid", "sentat", "rsa-retry-attempt", "x-retry-count"];
    const answer = await fetch(`${server.url}/v1/track`, {
      method: "OPTIONS",
      headers: {
        Origin: "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": wanted.join(","),
      },
    });
    expect(answer.ok).toBe(true);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const allowed = (answer.headers.get("access-control-allow-headers") ?? "").toLowerCase().split(/,\s*/);
    expect(wanted.filter((header) => !allowed.includes(header))).toEqual([]);
  });

  test("all of it is stored once and whole, and traits of the context reach the profile", async () => {
    expect(sent).toHaveLength(13);
    const stored = await expectStoredOnce(
      server,
      sent.map(({ message }) => message.messageId),
    );
    for (const { message, ...around } of sent) expectIntact(stored.get(message.messageId), message, around);
    const grace = await getJson(server, "/api/v1/users/grace", profileSchema);
    expect(grace).toMatchObject({ userId: "grace", traits: { email: "grace@example.com" } });
    expect(grace.groups).toContain("company-7");
    expect(grace.identities).toContainEqual({ kind: "anonymous", value: "4f5e-device" });
  });
});
