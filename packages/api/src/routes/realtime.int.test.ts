import { once } from "node:events";
import { connect } from "node:net";
import { problemSchema } from "@rapport/contracts/errors";
import { streamTokenSchema } from "@rapport/contracts/live";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { segmentSchema } from "@rapport/contracts/segments";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { listKeys, revokeKey } from "@rapport/testkit/server/project-keys";
import { openStream, UPGRADE } from "@rapport/testkit/server/raw-stream";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let server: TestServer;
let url = "";
const sockets: WebSocket[] = [];
beforeAll(async () => {
  server = await composeTestServer();
  url = await server.listen();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => server.close());

const WAIT = { timeout: 20_000, interval: 20 };
type Message = {
  id?: string;
  kind: string;
  channel?: string;
  reason?: string;
  event?: { name: string; profileId: string };
};

async function token(body: object, key = server.secretKey): Promise<string> {
  const answer = await server.ask("/api/v1/stream/token", { key, body });
  return streamTokenSchema.parse(await answer.json()).token;
}
/** Follows by WebSocket; resolves once it is open. */
async function follow(query: string): Promise<{ messages: Message[]; closed: Promise<CloseEvent>; socket: WebSocket }> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws/realtime?${query}`);
  sockets.push(socket);
  const messages: Message[] = [];
  socket.addEventListener("message", ({ data }) => messages.push(JSON.parse(String(data))));
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return { messages, closed, socket };
}
async function send(...messages: object[]): Promise<void> {
  const answer = trackingAnswerSchema.parse(await (await server.send(messages)).json());
  await server.settle(answer.offset);
}
const did = (event: string, anonymousId: string) => trackMessage({ event, anonymousId });
const names = (messages: Message[]) => messages.flatMap(({ event }) => (event ? [event.name] : []));

test("a token for the project's events shows them by WebSocket, and a lost connection resumes after the last id", async () => {
  const query = `token=${await token({ channels: ["events"] })}`;
  const first = await follow(query);
  await send(did("One", "a"), did("Two", "a"));
  await expect.poll(() => names(first.messages), WAIT).toEqual(["One", "Two"]);
  first.socket.close();
  await first.closed;
  await send(did("Missed", "a"));
  const second = await follow(`${query}&lastEventId=${encodeURIComponent(first.messages.at(-1)?.id ?? "")}`);
  await send(did("After", "a"));
  await expect.poll(() => names(second.messages), WAIT).toEqual(["Missed", "After"]);
});

test("a person's channel shows their events from all their devices, also of one that becomes theirs meanwhile, and nobody else's", async () => {
  await send(identifyMessage({ userId: "ada", anonymousId: "laptop" }));
  const { messages } = await follow(`token=${await token({ channels: ["person:ada"] })}`);
  await send(did("On laptop", "laptop"), did("By a stranger", "elsewhere"), did("Not yet hers", "phone"));
  await send(identifyMessage({ userId: "ada", anonymousId: "phone" }));
  await send(did("On phone", "phone"));
  await expect.poll(() => names(messages), WAIT).toContain("On phone");
  expect(names(messages).filter((name) => !name.includes("dentify"))).toEqual(["On laptop", "On phone"]);
});

test("a segment's channel shows who enters and leaves it, not those of another one, and nothing that was sent as if", async () => {
  const create = async (text: string) => {
    const answer = await server.ask("/api/v1/segments", { key: server.secretKey, body: { name: "Payers", text } });
    const { id } = segmentSchema.parse(await answer.json());
    // Whoever is in it from its beginning has not entered it.
    const state = async () => (await server.ask(`/api/v1/segments/${id}`, { key: server.secretKey })).json();
    await expect.poll(state, WAIT).toMatchObject({ complete: true });
    return id;
  };
  const paying = await create('trait plan = "pro"');
  await create('did "Other"');
  const { messages } = await follow(`token=${await token({ channels: [`segment:${paying}`] })}`);
  const onPlan = (plan: string, minute: number) => {
    const originalTimestamp = new Date(Date.now() - 3_600_000 + minute * 60_000).toISOString();
    return identifyMessage({ userId: "cy", anonymousId: "c", traits: { plan }, originalTimestamp });
  };
  const crossing = { event: "Segment Entered", anonymousId: "c", properties: { segmentId: paying } };
  await send(trackMessage(crossing), did("Other", "c"), onPlan("free", 0), onPlan("pro", 1));
  await expect.poll(() => names(messages), WAIT).toEqual(["Segment Entered"]);
  await send(onPlan("free", 2));
  await expect.poll(() => names(messages), WAIT).toEqual(["Segment Entered", "Segment Exited"]);
  const { data } = await (await server.ask("/api/v1/users/cy/timeline", { key: server.secretKey })).json();
  const kinds = data
    .filter(({ name }: { name: string }) => name.startsWith("Segment"))
    .map(({ kind }: { kind: string }) => kind);
  expect(kinds.sort()).toEqual(["action", "segment", "segment", "segment"]);
  const ofKind = async (kind: string) => {
    const answer = await server.ask(`/api/v1/users/cy/timeline?kinds=${kind}`, { key: server.secretKey });
    return (await answer.json()).data.map(({ name }: { name: string }) => name);
  };
  expect(await ofKind("segment")).toHaveLength(3);
  expect(await ofKind("action")).toEqual(["Other", "Segment Entered"]);
});

test("a device with the public key hears that something changed for its person, merged into few notices, and never what", async () => {
  const deviceToken = await token({ anonymousId: "shop-device" }, server.writeKey);
  const { messages } = await follow(`token=${deviceToken}`);
  await send(did("By a stranger", "another"));
  await send(...Array.from({ length: 50 }, (_, i) => did(`Viewed ${i}`, "shop-device")));
  await expect.poll(() => messages.length, WAIT).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(new Set(messages.map((message) => JSON.stringify(message)))).toEqual(
    new Set(['{"kind":"changed","channel":"device:shop-device"}']),
  );
  expect(messages.length).toBeLessThanOrEqual(5);
});

test("a public key gets a token for a device only, and no token reaches another project", async () => {
  const ask = (body: object, key: string) => server.ask("/api/v1/stream/token", { key, body });
  expect((await ask({ channels: ["events"] }, server.writeKey)).status).toBe(403);
  expect((await ask({ channels: ["person:ada"], anonymousId: "a" }, server.writeKey)).status).toBe(403);
  expect((await ask({}, server.writeKey)).status).toBe(400);
  expect((await ask({ channels: ["everything"] }, server.secretKey)).status).toBe(400);
  const other = await server.addProject("other");
  const { messages } = await follow(`token=${await token({ channels: ["events"] }, other.secretKey)}`);
  await send(did("Ours", "a"));
  await server.send([did("Theirs", "a")], other.writeKey);
  await expect.poll(() => names(messages), WAIT).toEqual(["Theirs"]);
});

test("a forged, cut or expired token opens nothing", async () => {
  const good = await token({ channels: ["events"] });
  const [form = "", body = "", signature = ""] = good.split(".");
  const forged = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), expiresMs: 9e15 }),
  );
  for (const bad of ["", "x", `${form}.${body}`, `${form}.${forged.toString("base64url")}.${signature}`, `${good}.x`]) {
    expect((await server.ask(`/api/v1/stream?token=${bad}`)).status).toBe(401);
  }
  await expect(follow(`token=${form}.${body}.AAAA`)).rejects.toBeDefined();
  expect((await server.ask(`/api/v1/stream?token=${good}`)).status).toBe(200);
});

test("the token of a revoked key opens nothing any more", async () => {
  const project = await server.addProject("revoked");
  const opened = await token({ channels: ["events"] }, project.secretKey);
  const keys = await listKeys(server.composition(), project.projectId);
  for (const { id } of keys) await revokeKey(server.composition(), project.projectId, id);
  await expect.poll(async () => (await server.ask(`/api/v1/stream?token=${opened}`)).status, WAIT).toBe(401);
});

test("a stream ends with the session that opened it, before any stream's next sign of life", async () => {
  const signIn = await fetch(`${url}/console/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ secretKey: server.secretKey }),
  });
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const staying = await listen(`token=${await token({ channels: ["events"] })}`);
  const ending = await listen("channels=events", { cookie });
  await fetch(`${url}/console/session`, { method: "DELETE", headers: { cookie, origin: url } });
  await expect.poll(ending.text, WAIT).toContain('"reason":"revoked"');
  expect(staying.text()).toBe(": connected\n\n");
  await staying.leave();
});

/** Follows by server-sent events, and keeps all that comes. */
async function listen(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/v1/stream?${query}`, { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = async () => {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) text += part.value;
  };
  void read();
  await expect.poll(() => text, WAIT).toContain("connected");
  return { text: () => text, leave: async () => reader?.cancel() };
}

test("by HTTP as by WebSocket: who may not follow is told why by a status, a lost connection resumes after the last id", async () => {
  const refused = await fetch(`${url}/api/v1/stream?channels=nothing`, {
    headers: { authorization: `Bearer ${server.secretKey}` },
  });
  expect(refused.status).toBe(400);
  expect(problemSchema.parse(await refused.json()).errors?.[0]?.pointer).toBe("/channels");
  expect(await handshake("/ws/realtime?channels=nothing")).toMatch(/^HTTP\/1\.1 400 [\s\S]*"pointer":"\/channels"/);
  expect(await handshake("/ws/realtime?token=x")).toMatch(/^HTTP\/1\.1 401 /);
  expect(await handshake("/api/v1/stream?channels=events")).toMatch(/^HTTP\/1\.1 404 /);
  const path = `/api/v1/stream?token=${await token({ channels: ["events"] })}`;
  const first = await readOver(path, {}, "A", () => send(did("A", "h")));
  await send(did("B", "h"));
  const id = /id: (\S+)\ndata: [^\n]*"name":"A"/.exec(first)?.[1] ?? "";
  const second = await readOver(path, { "last-event-id": id }, "C", () => send(did("C", "h")));
  expect([...second.matchAll(/"name":"(\w)"/g)].map(([, name]) => name)).toEqual(["B", "C"]);
});

/** All that a server says to a handshake that it refuses. */
async function handshake(path: string): Promise<string> {
  const socket = openStream({ origin: url, path, key: server.secretKey, lines: UPGRADE });
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  await once(socket, "end");
  return text;
}

/** What a reader by HTTP gets until an event of a name, and hangs up. */
async function readOver(path: string, headers: Record<string, string>, until: string, onOpen: () => Promise<void>) {
  const response = await fetch(url + path, { headers });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  let sending: Promise<void> | undefined;
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    sending ??= onOpen();
    if (text.includes(`"name":"${until}"`)) break;
  }
  await sending;
  return text;
}

test("a reader that takes nothing is disconnected by name, and holds back nobody else", async () => {
  const port = Number(new URL(url).port);
  const slow = connect(port, "127.0.0.1");
  await once(slow, "connect");
  slow.write(
    `GET /api/v1/stream?token=${await token({ channels: ["events"] })} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  );
  await once(slow, "readable");
  const { messages } = await follow(`token=${await token({ channels: ["person:quick"] })}`);
  // More than the buffers of two sockets and what may wait together.
  const large = { text: "x".repeat(8_000) };
  for (let i = 0; i < 25; i++) {
    await send(
      ...Array.from({ length: 100 }, () => trackMessage({ event: "Large", anonymousId: "big", properties: large })),
    );
  }
  await send(did("Still here", "quick"));
  await expect.poll(() => names(messages), WAIT).toEqual(["Still here"]);
  let text = "";
  slow.setEncoding("utf8").on("data", (chunk) => {
    text = (text + chunk).slice(-500);
  });
  await once(slow, "end");
  expect(text).toContain('event: end\ndata: {"kind":"end","reason":"too_slow"}');
  slow.destroy();
});
