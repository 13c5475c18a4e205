import type { DeliveryStats } from "@rapport/sdk-core";
import { LIBRARY } from "../library.ts";
import type { OpenTelemetry } from "./open-telemetry.ts";

/**
 * Clients made so far. Two of one process must not write one series, and their numbers must be the same after a restart, or
 * each restart would begin new ones.
 */
let clients = 0;

/** Counters of a client as metrics that are read when they are collected: no event pays for them. */
export function countEvents(
  openTelemetry: OpenTelemetry | undefined,
  host: string,
  readStats: () => DeliveryStats,
): void {
  try {
    if (openTelemetry) createInstruments(openTelemetry, host, readStats);
  } catch {
    // Metrics are an aid: a client whose meter breaks goes on without.
  }
}

function createInstruments({ metrics }: OpenTelemetry, host: string, readStats: () => DeliveryStats): void {
  const meter = metrics.getMeter(LIBRARY.name, LIBRARY.version);
  const place = { "server.address": new URL(host).hostname, "rapport.client.instance": clients++ };
  meter
    .createObservableCounter("rapport.client.events", { unit: "{event}", description: "Events that are settled." })
    .addCallback((result) => {
      const stats = readStats();
      for (const outcome of ["delivered", "rejected", "dropped"] as const)
        result.observe(stats[outcome], { ...place, "rapport.event.outcome": outcome });
    });
  meter
    .createObservableUpDownCounter("rapport.client.queue.events", {
      unit: "{event}",
      description: "Events that wait or are under way.",
    })
    .addCallback((result) => result.observe(readStats().pending, place));
  meter
    .createObservableCounter("rapport.client.retries", { unit: "{request}", description: "Requests to be repeated." })
    .addCallback((result) => result.observe(readStats().retries, place));
}
