import { expect, test } from "vitest";
import { networkOf } from "./network-of.ts";

test.each([
  ["signed by a secret key", { enrichment: { ip: "203.0.113.0", actor: "key_1" } }],
  ["that names a user", { userId: "ada", enrichment: { ip: "203.0.113.0" } }],
])("an event %s is no stranger's", (_, sender) => {
  expect(networkOf(sender)).toBeUndefined();
});

test.each([
  ["a public address tells", "203.0.113.0", "203.0.113.0"],
  ["a public address of the sixth version tells", "2001:db8:7::", "2001:db8:7::"],
  ["a proxy's tells nothing", "10.4.2.0", ""],
  ["one beside the private ones tells", "172.32.0.0", "172.32.0.0"],
  ["the machine's own tells nothing", "127.0.0.0", ""],
  ["a private one of the sixth version tells nothing", "fd12:3456:789a::", ""],
  ["none tells nothing", undefined, ""],
])("of a stranger's network, %s", (_, ip, network) => {
  expect(networkOf({ userId: null, enrichment: { ip } })).toBe(network);
});
