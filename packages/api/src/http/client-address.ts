import type { Context } from "hono";
import type { ApiEnv } from "../services.ts";

/**
 * The sender's address, cut to a network before anything sees it (IPv4 /24, IPv6 /48): enough for a region, too
 * little for a person. Undefined for loopback and unknown.
 */
export function clientAddress(c: Context<ApiEnv>): string | undefined {
  const address = c.env?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, "");
  if (address === undefined || address === "::1" || address.startsWith("127.")) return undefined;
  if (address.includes(".")) return `${address.split(".").slice(0, 3).join(".")}.0`;
  return `${expand(address).slice(0, 3).join(":")}::`;
}

function expand(address: string): string[] {
  const [left = "", right = ""] = address.split("::");
  const head = left.split(":").filter(Boolean);
  const tail = right.split(":").filter(Boolean);
  return [...head, ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0"), ...tail];
}
