import { Hono } from "hono";
import { expect, test } from "vitest";
import type { ApiEnv } from "../services.ts";
import { clientAddress } from "./client-address.ts";

async function addressOf(remoteAddress: string | undefined): Promise<unknown> {
  const app = new Hono<ApiEnv>().get("/", (c) => c.json({ address: clientAddress(c) ?? null }));
  const socket = remoteAddress === undefined ? {} : { remoteAddress };
  const body: unknown = await (await app.request("/", {}, { incoming: { socket } })).json();
  return Reflect.get(Object(body), "address");
}

test.each([
  ["203.0.113.77", "203.0.113.0"],
  ["::ffff:203.0.113.77", "203.0.113.0"],
  ["2001:db8:1234:5678:9abc:def0:1234:5678", "2001:db8:1234::"],
  ["2001:db8::1", "2001:db8:0::"],
  ["fe80::1", "fe80:0:0::"],
  ["127.0.0.1", null],
  ["::1", null],
  ["::ffff:127.0.0.1", null],
  [undefined, null],
])("%s is cut to %s", async (address, expected) => {
  expect(await addressOf(address)).toBe(expected);
});
