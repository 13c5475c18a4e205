import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import type { KafkaConnection } from "./kafka-client.ts";
import { createKafkaClient } from "./kafka-client.ts";

/** First byte of a TLS handshake (RFC 8446 §5.1). */
const TLS_HANDSHAKE = 0x16;

/** What a broker hears first. */
async function firstBytes(connection: Omit<KafkaConnection, "brokers">): Promise<Buffer> {
  const heard = Promise.withResolvers<Buffer>();
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      heard.resolve(chunk);
      socket.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  const kafka = await createKafkaClient({ brokers: [`127.0.0.1:${port}`], ...connection });
  const admin = kafka.admin({ retry: { retries: 0 } });
  const connecting = admin.connect().catch(() => undefined);
  const bytes = await heard.promise;
  await connecting;
  await admin.disconnect().catch(() => undefined);
  server.close();
  return bytes;
}

test("with TLS nothing of Kafka's own is sent before the handshake, and without it Kafka is spoken at once", async () => {
  expect((await firstBytes({ tls: true }))[0]).toBe(TLS_HANDSHAKE);
  const plain = await firstBytes({});
  expect(plain.includes("rapport-log")).toBe(true);
});

test.each(["plain", "scram-sha-256", "scram-sha-512"] as const)(
  "%s: no password is in what is sent first",
  async (mechanism) => {
    const sasl = { mechanism, username: "rapport", password: "the-password" };
    expect((await firstBytes({ sasl })).includes("the-password")).toBe(false);
  },
);
