import { randomBytes } from "node:crypto";
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UpstashFront } from "./upstash-front.ts";
import { startUpstashFront } from "./upstash-front.ts";

const serverUrl = process.env.REDIS_URL;
const TOKEN = "token-of-the-front";

describe.runIf(serverUrl)("the Upstash front answers as the published REST contract says", () => {
  const key = `front_${randomBytes(6).toString("hex")}`;
  let front: UpstashFront;
  beforeAll(async () => {
    front = await startUpstashFront(serverUrl ?? "", TOKEN);
  });
  afterAll(() => front.close());
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${TOKEN}`;
    const request = { method: "POST", body: JSON.stringify(body), headers: { authorization, ...headers } };
    const response = await fetch(front.url + path, request);
    return { status: response.status, body: await response.json() };
  };

  test("one command as a list: result, or error with 400", async () => {
    expect(await post("/", ["SET", key, "bär", "EX", 60])).toEqual({ status: 200, body: { result: "OK" } });
    expect(await post("/", ["GET", key])).toEqual({ status: 200, body: { result: "bär" } });
    expect(await post("/", ["GET", `${key}:none`])).toEqual({ status: 200, body: { result: null } });
    const base64 = { "Upstash-Encoding": "base64" };
    expect((await post("/", ["GET", key], base64)).body).toEqual({ result: Buffer.from("bär").toString("base64") });
    const wrong = await post("/", ["INCR", key]);
    expect(wrong).toEqual({ status: 400, body: { error: expect.stringMatching(/^ERR value is not an integer/) } });
  });

  test("a pipeline answers each command by itself, a transaction all of them or an error", async () => {
    const results = [{ result: 1 }, { error: expect.stringMatching(/^ERR/) }, { result: ["1"] }];
    const commands = [["INCR", `${key}:n`], ["NOSUCH"], ["MGET", `${key}:n`]];
    expect(await post("/pipeline", commands)).toEqual({ status: 200, body: results });
    const all = await post("/multi-exec", [
      ["INCR", `${key}:n`],
      ["GET", `${key}:n`],
      ["DEL", `${key}:n`],
    ]);
    expect(all).toEqual({ status: 200, body: [{ result: 2 }, { result: "2" }, { result: 1 }] });
    const broken = await post("/multi-exec", [["INCR", `${key}:n`], ["NOSUCH"]]);
    expect(broken).toEqual({ status: 400, body: { error: expect.stringMatching(/^ERR/) } });
    expect((await post("/", ["EXISTS", `${key}:n`])).body).toEqual({ result: 0 });
  });

  test("a wrong or missing token is 401 and runs nothing", async () => {
    const refused = { status: 401, body: { error: "Unauthorized" } };
    expect(await post("/", ["SET", `${key}:x`, "1"], { authorization: "Bearer other" })).toEqual(refused);
    expect(await post("/", ["SET", `${key}:x`, "1"], { authorization: "" })).toEqual(refused);
    expect((await post("/", ["EXISTS", `${key}:x`])).body).toEqual({ result: 0 });
  });

  test("the official client reads and writes through it", async () => {
    const redis = new Redis({ url: front.url, token: TOKEN, enableTelemetry: false });
    await redis.set(`${key}:c`, { at: 1 }, { ex: 60 });
    expect(await redis.get(`${key}:c`)).toEqual({ at: 1 });
    expect(await redis.pipeline().incr(`${key}:d`).del(`${key}:d`).exec()).toEqual([1, 1]);
    expect(await redis.multi().incr(`${key}:d`).del(`${key}:d`).exec()).toEqual([1, 1]);
  });
});
