import type { LiveMessage } from "@rapport/contracts/events";
import { liveMessageSchema } from "@rapport/contracts/events";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { addKey, generateKey, revokeKey } from "@rapport/domain/access/keys";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

type Entry = { id: string | undefined; message: LiveMessage };

/** Opens the stream and reads entries until `count` have come; then hangs up like a lost connection. */
async function readEntries(count: number, headers: Record<string, string> = {}, onOpen?: () => unknown) {
  const response = await server.ask("/api/v1/stream", { key: server.secretKey, headers });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const entries: Entry[] = [];
  let text = "";
  let opened = false;
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  while (entries.length < count) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) throw new Error(`The stream ended after ${entries.length} of ${count} entries`);
    if (!opened) await onOpen?.();
    opened = true;
    const blocks = (text + value).split("\n\n");
    text = blocks.pop() ?? "";
    entries.push(...blocks.filter((block) => !block.startsWith(":")).map(parseBlock));
  }
  await reader?.cancel();
  return entries;
}

function parseBlock(block: string): Entry {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  return { id: field("id"), message: liveMessageSchema.parse(JSON.parse(field("data") ?? "")) };
}

async function send(names: readonly string[], anonymousId = "streamed"): Promise<string> {
  const messages = names.map((event) => trackMessage({ event, anonymousId }));
  return trackingAnswerSchema.parse(await (await server.send(messages)).json()).offset;
}

const nameOf = ({ message }: Entry) => {
  if (message.kind === "refused") return message.code;
  return message.kind === "event" ? message.event.name : message.rejected.code;
};
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix} ${i}`);

test("shows events as they are stored, and rejected messages with their reason", async () => {
  const entries = await readEntries(3, {}, () => server.send([trackMessage({ event: "Live" }), { type: "?" }, {}]));
  expect(entries.map(nameOf).sort()).toEqual(["Live", "unknown_type", "unknown_type"]);
  for (const { id, message } of entries) {
    expect(id).toBe(message.kind === "event" ? String(message.event.seq) : undefined);
  }
});

test("says why a request with a key of the project was refused as a whole, of a revoked one too, and of a stranger's nothing", async () => {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const elsewhere = await server.addProject("refused-elsewhere");
  const [gone, unknown] = [generateKey("write", services.randomBytes), generateKey("write", services.randomBytes)];
  await revokeKey(ctx, await addKey(ctx, { kind: "write", name: "Gone", secret: gone }));
  const entries = await readEntries(3, {}, async () => {
    for (const key of [unknown, elsewhere.writeKey, gone]) await server.ask("/v1/batch", { key, body: "{" });
    await server.ask("/v1/batch", { key: server.writeKey, body: "{" });
    await server.ask("/v1/batch", { key: server.writeKey, body: { batch: [] } });
  });
  expect(entries.map(nameOf).sort()).toEqual(["invalid_body", "malformed_json", "unauthorized"]);
  const told = entries.map(({ message }) => (message.kind === "refused" ? message.message : "")).join("\n");
  expect(told).toContain(`The key ${gone.slice(0, 8)}… is revoked or over`);
  expect(told).toContain("/batch must be an array");
});

test("resumes after Last-Event-ID without a gap and without doubling, more than one page behind and while events arrive", async () => {
  const [start] = await readEntries(1, {}, () => send(["start"]));
  const missed = numbered("missed", 2_300);
  // A device that sends more at once goes on in the lane for robots, and two lanes have no order between them.
  for (let i = 0; i < missed.length; i += 500) {
    await server.settle(await send(missed.slice(i, i + 500), `missed-${i}`));
  }
  const live = numbered("live", 50);
  const sending = async () => {
    for (const name of live) await send([name]);
  };
  let sent: Promise<void> | undefined;
  const entries = await readEntries(2_350, { "last-event-id": start?.id ?? "" }, () => {
    sent = sending();
  });
  await sent;
  expect(entries.map(nameOf)).toEqual([...missed, ...live]);
  const ids = entries.map(({ id }) => Number(id));
  expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? id))).toBe(true);
});

test("a connection that is lost again and again still shows every event once, in order", async () => {
  const [start] = await readEntries(1, {}, () => send(["again"]));
  const names = numbered("torn", 60);
  const sending = (async () => {
    for (let i = 0; i < names.length; i += 4) await send(names.slice(i, i + 4));
  })();
  const seen: Entry[] = [];
  for (let lastId = start?.id ?? ""; seen.length < names.length; lastId = seen.at(-1)?.id ?? "") {
    const entries = await readEntries(Math.min(7, names.length - seen.length), { "last-event-id": lastId });
    seen.push(...entries.slice(0, names.length - seen.length));
  }
  await sending;
  expect(seen.map(nameOf)).toEqual(names);
});

test("shows nothing of another project", async () => {
  const other = await server.addProject("elsewhere");
  const [entry] = await readEntries(1, {}, async () => {
    await server.send([trackMessage({ event: "Theirs" })], other.writeKey);
    await send(["Ours"]);
  });
  expect(entry && nameOf(entry)).toBe("Ours");
});

test("takes a secret key only", async () => {
  expect((await server.ask("/api/v1/stream")).status).toBe(401);
  expect((await server.ask("/api/v1/stream", { key: server.writeKey })).status).toBe(403);
});

test("a run tells of its steps by events until it is done, to nobody without the right, and not to another project", async () => {
  const body = { graph: "content-creator", input: { channels: ["push"], subject: "Tea", facts: ["Tea is green"] } };
  const { id } = await (await server.ask("/api/v1/agents/runs", { body, key: server.secretKey })).json();
  const path = `/api/v1/agents/runs/${id}/stream`;
  const text = await (await server.ask(path, { key: server.secretKey })).text();
  const blocks = text.split("\n\n").filter((block) => block.includes("data: "));
  const kinds = blocks.map((block) => JSON.parse(block.slice(block.indexOf("data: ") + 6)).kind);
  expect([kinds[0], kinds.at(-1)]).toEqual(["run", "end"]);
  expect(blocks.at(-1)).toContain('"reason":"done"');
  expect(text).toContain('"state":"completed"');
  const other = await server.addProject("follower");
  const answers = [
    server.ask(path),
    server.ask(path, { key: server.writeKey }),
    server.ask(path, { key: other.secretKey }),
  ];
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 403, 404]);
});

test("a Last-Event-ID that is none is taken as none", async () => {
  for (const id of ["abc", "-1", "1e99", "NaN"]) {
    const [entry] = await readEntries(1, { "last-event-id": id }, () => send([`fresh ${id}`]));
    expect(entry && nameOf(entry)).toBe(`fresh ${id}`);
  }
});
