import { expect } from "vitest";
import { expectedMessages, normaliseMessages } from "./contract-calls.ts";
import type { Fault, FaultServer } from "./fault-server.ts";

/** Faults of a running server, and the one of a server that is not there. */
export const CONTRACT_CASES: readonly (Fault | "refused")[] = [
  "none",
  "refused",
  "reset",
  "hang",
  "500",
  "503",
  "429",
  "slow",
  "truncated",
  "413",
];

/** How long a server that refuses connections is away, milliseconds. */
const AWAY_MS = 600;

/**
 * Lets a client make all calls against a server with one fault and checks the contract: every event arrives, an event
 * that was acknowledged is not sent again, what arrives is what was called, and a pause that was asked for is kept.
 * @param run makes the calls and resolves when the client has delivered or given up
 */
export async function checkContract(
  server: FaultServer,
  fault: Fault | "refused",
  run: () => Promise<unknown>,
): Promise<void> {
  server.reset(fault === "refused" ? "none" : fault);
  if (fault === "refused") await server.stop();
  const running = run();
  if (fault === "refused") {
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
    await server.start();
  }
  await running;
  expect(normaliseMessages(server.acknowledged)).toEqual(expectedMessages());
  const once = new Set(server.acknowledged.map((message) => message.messageId));
  expect(server.acknowledged).toHaveLength(once.size);
  if (fault !== "429") return;
  // Each batch once and the refused one once more: a client that retries each batch on its own sends many more.
  expect(server.arrivals.length).toBeLessThanOrEqual(6);
  expect((server.arrivals.at(-1) ?? 0) - (server.arrivals[0] ?? 0)).toBeGreaterThan(900);
}
