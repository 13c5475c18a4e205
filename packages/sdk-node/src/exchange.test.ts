import type { TriggerInput } from "@rapport/contracts/triggers";
import type { ClientError } from "@rapport/sdk-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TrackingServer } from "../test/tracking-server.ts";
import { Rapport } from "./rapport.ts";

const server = new TrackingServer();
let errors: ClientError[] = [];
let client: Rapport;

beforeEach(async () => {
  errors = [];
  server.requests.length = 0;
  server.messages.length = 0;
  server.fault = undefined;
  await server.start();
  // A request under way when a test ends may still report: to the list of its own test.
  const own = errors;
  client = new Rapport({
    writeKey: "pk_test",
    secretKey: "sk_1",
    host: server.host,
    flushIntervalMs: 10,
    onError: (error) => own.push(error),
  });
});

afterEach(async () => {
  await client.close({ timeoutMs: 0 });
  await server.stop();
});

test("connections that the server gave up between two requests cost neither a pause nor a question", async () => {
  server.answers.set("/api/v1/users/u1/intents", { status: 200, body: { intents: [] } });
  for (let restart = 0; restart < 4; restart++) {
    client.track({ userId: "u1", event: `Event ${restart}` });
    await client.flush();
    await server.stop();
    await server.start();
    expect(await client.getIntents("u1")).toEqual({ intents: [] });
  }
  expect(server.events()).toHaveLength(4);
  expect(errors).toEqual([]);
});

test("a kept connection that ends in the moment of a request costs no pause", async () => {
  const known = new WeakSet<object>();
  let cut = false;
  server.fault = (response) => {
    const { socket } = response;
    const isKept = socket && known.has(socket);
    if (socket) known.add(socket);
    if (cut || !isKept) return undefined;
    cut = true;
    return response.destroy();
  };
  // A machine that stalls for seconds loses a kept connection otherwise.
  for (let index = 0; !cut; index++) {
    client.track({ userId: "u1", event: `Event ${index}` });
    await client.flush();
  }
  expect(client.stats()).toMatchObject({ pending: 0, dropped: 0, retries: 0 });
  expect(errors).toEqual([]);
});

test("a call that the server must not hear twice is not repeated", async () => {
  server.answers.set("/api/v1/users/u1/intents", { status: 200, body: { intents: [] } });
  await client.getIntents("u1");
  server.fault = (response) => response.destroy();
  const input = { name: "n", enabled: true } as TriggerInput; // as: the server of this test reads none of it
  await expect(client.triggers.create(input)).rejects.toMatchObject({ status: 0 });
  expect(server.requests.filter(({ path }) => path === "/api/v1/triggers")).toHaveLength(1);
});

test("a server that has moved is followed", async () => {
  server.fault = (response, { path }) =>
    path === "/v1/batch" ? response.writeHead(308, { location: "/eu/v1/batch" }).end() : undefined;
  client.track({ userId: "u1", event: "Moved" });
  await client.flush();
  expect(server.events()).toEqual(["Moved"]);
  expect(server.requests.at(-1)?.path).toBe("/eu/v1/batch");
  expect(errors).toEqual([]);
});
