import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOutgoing } from "./outgoing.ts";
import { isPublicAddress } from "./public-address.ts";

const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`${request.headers.host}${request.url}`);
  const to = new URL(request.url ?? "/", "http://a").searchParams.get("to");
  if (to !== null) response.writeHead(302, { location: to }).end();
  else if (request.url === "/large") response.end("x".repeat(1_000_000));
  else if (request.url !== "/never") response.end("hello");
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port; // as: a server that listens on a port has an address of this form
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.100.100.200",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::a00:1",
  "fe80::1",
  "fc00::1",
  "fd00:ec2::254",
  "2002:7f00:1::",
  "2001::1",
  "not an address",
])("%s is no public address", (address) => expect(isPublicAddress(address)).toBe(false));

test.each(["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001:800::200e"])(
  "%s is one",
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  "ftp://example.com/",
  "file:///etc/passwd",
  "http://user:pass@example.com/",
  "http://example.com:22/",
  "http://127.0.0.1/",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://0177.0.0.1/",
  "http://[::1]/",
  "http://[::ffff:169.254.169.254]/latest/meta-data",
  "nonsense",
])("%s is refused before anything is resolved", async (url) => {
  const outgoing = createOutgoing({ resolve: () => Promise.reject(new Error("resolved")) });
  await expect(outgoing.fetch(url)).rejects.toMatchObject({ code: "invalid_parameter", fields: [{ pointer: "/url" }] });
});

test("a name is refused when any of its addresses is not public, and resolved once: the connection goes where was looked", async () => {
  const answers = [["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]];
  let asked = 0;
  const outgoing = createOutgoing({ resolve: async () => answers[asked++] ?? [] });
  await expect(outgoing.fetch("http://rebind.example/")).rejects.toThrow("not public");
  expect(asked).toBe(1);
});

test("a redirect is not followed unless asked, and checked like the first address", async () => {
  const outgoing = createOutgoing({ allowed: [`hook.example:${port}`], resolve: async () => ["127.0.0.1"] });
  const base = `http://hook.example:${port}`;
  const to = (target: string) => `${base}/?to=${encodeURIComponent(target)}`;
  expect((await outgoing.fetch(to("/next"))).status).toBe(302);
  expect((await outgoing.fetch(to("/next"), { redirects: 1 })).body).toBe("hello");
  expect(seen.at(-1)).toBe(`hook.example:${port}/next`);
  const before = seen.length;
  await expect(outgoing.fetch(to("http://169.254.169.254/"), { redirects: 3 })).rejects.toThrow("public");
  await expect(outgoing.fetch(to("http://inner.example/"), { redirects: 3 })).rejects.toThrow("public");
  expect(seen.length).toBe(before + 2);
});

test("an answer is read to a bound of bytes and of time", async () => {
  const outgoing = createOutgoing({ allowed: [`127.0.0.1:${port}`] });
  expect((await outgoing.fetch(`http://127.0.0.1:${port}/large`, { maxBytes: 100 })).body).toHaveLength(100);
  await expect(outgoing.fetch(`http://127.0.0.1:${port}/never`, { timeoutMs: 50 })).rejects.toThrow();
});
