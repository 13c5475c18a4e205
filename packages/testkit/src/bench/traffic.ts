import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { z } from "zod";
import { simulate } from "../simulator/simulate.ts";

const CATALOG = fileURLToPath(new URL("../../../../examples/storefront/catalog.json", import.meta.url));

/** The same simulated messages for every way of storing them, so that their costs compare. */
export function makeMessages(count: number, seed: number): object[] {
  const catalog = z.array(catalogItemSchema).parse(JSON.parse(readFileSync(CATALOG, "utf8")));
  const messages: object[] = [];
  const visitors = Math.max(50, Math.ceil(count / 8));
  for (const message of simulate({ seed, visitors, days: 7, startMs: Date.now() - 7 * 86_400_000, catalog })) {
    if (messages.push(message) >= count) break;
  }
  if (messages.length < count) throw new RangeError(`The simulation gave ${messages.length} of ${count} messages`);
  return messages;
}

/** Request bodies of `size` messages each. */
export function toBodies(messages: readonly object[], size: number): string[] {
  const bodies: string[] = [];
  for (let i = 0; i < messages.length; i += size) {
    bodies.push(JSON.stringify({ batch: messages.slice(i, i + size), sentAt: new Date().toISOString() }));
  }
  return bodies;
}
