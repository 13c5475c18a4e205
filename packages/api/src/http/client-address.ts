import type { Exchange } from "./exchange.ts";

/**
 * The sender's address, cut to a network before anything sees it (IPv4 /24, IPv6 /48): enough for a region, too
 * little for a person. Undefined for loopback and unknown.
 */
export function clientAddress(c: Exchange): string | undefined {
  const address = remoteAddress(c.env?.incoming)?.replace(/^::ffff:/, "");
  if (address === undefined || address === "::1" || address.startsWith("127.")) return undefined;
  if (address.includes(".")) return `${address.split(".").slice(0, 3).join(".")}.0`;
  return `${expand(address).slice(0, 3).join(":")}::`;
}

function remoteAddress(incoming: unknown): string | undefined {
  const address: unknown = Object(Object(incoming).socket).remoteAddress;
  return typeof address === "string" ? address : undefined;
}

function expand(address: string): string[] {
  const [left = "", right = ""] = address.split("::");
  const head = left.split(":").filter(Boolean);
  const tail = right.split(":").filter(Boolean);
  return [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0"), ...tail];
}
