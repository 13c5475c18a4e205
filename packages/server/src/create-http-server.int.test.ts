import { once } from "node:events";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { openStream, streamRequest, UPGRADE } from "@rapport/testkit/server/raw-stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpServer } from "./create-http-server.ts";

let server: TestServer;
let url = "";
beforeAll(async () => {
  server = await composeTestServer();
  url = await server.listen();
});
afterAll(() => server.close());

const WAIT = { timeout: 20_000, interval: 20 };
/** By server-sent events and by WebSocket. */
const PATHS = ["/api/v1/stream", "/ws/realtime"];

test("while streams last, nothing is held of the requests that opened them", async () => {
  const { app, direct } = server.composition();
  const asked: WeakRef<object>[] = [];
  const connections: Socket[] = [];
  const watched = {
    fetch(request: Request, env: object) {
      asked.push(new WeakRef(request));
      return app.fetch(request, env);
    },
  };
  const watchedDirect: typeof direct = (incoming, outgoing) => {
    asked.push(new WeakRef(incoming), new WeakRef(outgoing));
    connections.push(incoming.socket);
    return direct(incoming, outgoing);
  };
  // as: the server asks the surface by `fetch` and nothing else
  const origin = await server.listen({ app: watched as unknown as typeof app, direct: watchedDirect });
  const readers = ["", UPGRADE].map((lines, n) =>
    openStream({ origin, path: `${PATHS[n]}?channels=device:d`, key: server.secretKey, lines }),
  );
  for (const reader of readers) expect(String((await once(reader, "data"))[0])).toMatch(/^HTTP\/1\.1 (200|101) /);
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  await expect
    .poll(() => {
      collect();
      return asked.filter((kept) => kept.deref()).length;
    }, WAIT)
    .toBe(0);
  expect(asked.length).toBe(4);
  // Node's name for what reads requests: the largest part of an idle connection, and most of it outside the heap.
  expect(connections.map((connection) => Reflect.get(connection, "parser"))).toEqual([null]);
  for (const reader of readers) reader.destroy();
});

test("readers who come all at once are let in, more of them than the store has room for reads", async () => {
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      server.ask(`/api/v1/stream?channels=device:d-${n}`, { key: server.secretKey }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  for (const { body } of answers) await body?.cancel();
});

test("a stream on a connection that was used before ends with its reader's side, whatever that sent meanwhile", async () => {
  const reader = connect(Number(new URL(url).port), "127.0.0.1");
  reader.write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  expect(String((await once(reader, "data"))[0])).toMatch(/^HTTP\/1\.1 200 [\s\S]*keep-alive/i);
  reader.write(streamRequest({ path: "/api/v1/stream?channels=device:kept", key: server.secretKey }));
  let text = "";
  reader.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text, WAIT).toContain(": connected");
  reader.write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await server.send([trackMessage({ event: "Came", anonymousId: "kept" })]);
  await expect.poll(() => text, WAIT).toContain('"channel":"device:kept"');
  expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  reader.end();
  await once(reader, "close");
});

test("a server that closes ends its streams, and says so", async () => {
  const { app, direct } = server.composition();
  const closing = createHttpServer({ app, direct });
  await new Promise<void>((resolve) => closing.listen(0, "127.0.0.1", resolve));
  const { port } = Object(closing.address());
  const origin = `http://127.0.0.1:${port}`;
  const texts = ["", UPGRADE].map((lines, n) => {
    const reader = openStream({ origin, path: `${PATHS[n]}?channels=device:d`, key: server.secretKey, lines });
    const told = { text: "" };
    reader.setEncoding("latin1").on("data", (chunk) => {
      told.text += chunk;
      // The other side of a WebSocket answers a closing frame (0x88) with its own.
      if (chunk.includes("\x88")) reader.end();
    });
    return told;
  });
  await expect.poll(() => texts.every(({ text }) => / (200|101) /.test(text)), WAIT).toBe(true);
  const closed = once(closing, "close");
  closing.close();
  closing.closeAllConnections();
  await closed;
  for (const { text } of texts) expect(text).toContain('{"kind":"end","reason":"closing"}');
});

test("a client that offers HTTP/2 with every request is answered by HTTP/1.1", async () => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end("GET /livez HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n");
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});
