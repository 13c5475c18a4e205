import type { Admission } from "@rapport/api/admission";
import type { ApiMetrics } from "@rapport/api/metrics";
import type { Projector, ProjectorOptions } from "@rapport/pipeline/projector";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Breaker, BreakerState } from "./breaker.ts";
import { sunsetMetric } from "./watch-sunsets.ts";

/** What a process counts: the HTTP surface, the projector, the load. */
export type Metrics = {
  api: ApiMetrics;
  onStep: NonNullable<ProjectorOptions["onStep"]>;
  /** Shows what is asked for when it is read. */
  watch: (parts: { projector: Projector; admission: Admission; breakers: Record<string, Breaker> }) => void;
};

const ACK_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const BATCH_EVENTS = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_500];

/** Metrics of one process in a registry of its own. Every label is a code of ours, so their number is bounded. */
export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  const { onStep } = foldMetrics(registers);
  sunsetMetric(registers);
  let hasDefaults = false;
  return {
    api: {
      ...httpMetrics(registers),
      read: async () => {
        // Those of the process observe garbage collection and the event loop: only where somebody reads them.
        if (!hasDefaults) collectDefaultMetrics({ register: registry });
        hasDefaults = true;
        return { text: await registry.metrics(), type: registry.contentType };
      },
    },
    onStep,
    watch: ({ projector, admission, breakers }) => {
      breakerMetric(breakers, registers);
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      gauge("rapport_log_lag_values", "Log values that wait to be folded", () => projector.backlog().values);
      gauge("rapport_log_lag_bytes", "Bytes of them, estimated", () => projector.backlog().bytes);
      gauge("rapport_log_lag_seconds", "Age of the oldest event being folded", () => projector.backlog().ageMs / 1_000);
      gauge("rapport_in_flight_bytes", "Bytes of requests under way", () => admission.state().heldBytes);
      gauge("rapport_in_flight_room_bytes", "Room for them now", () => admission.state().roomBytes);
      gauge("rapport_load", "Load: 1 is when messages are refused", () => admission.state().pressure);
      gauge(
        "rapport_event_loop_delay_seconds",
        "Mean delay of the event loop",
        () => admission.state().loopDelayMs / 1_000,
      );
    },
  };
}

const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const satisfies Record<BreakerState, number>;

function breakerMetric(breakers: Record<string, Breaker>, registers: Registry[]): void {
  new Gauge({
    name: "rapport_breaker_state",
    help: "State of a circuit breaker: 0 closed, 1 half open, 2 open",
    labelNames: ["breaker"],
    registers,
    collect() {
      for (const [breaker, { state }] of Object.entries(breakers)) this.set({ breaker }, BREAKER_STATES[state()]);
    },
  });
}

function httpMetrics(registers: Registry[]): Omit<ApiMetrics, "read"> {
  const answers = new Counter({
    name: "rapport_answers_total",
    help: "Answers by part of the HTTP surface and status",
    labelNames: ["surface", "status"],
    registers,
  });
  const ack = new Histogram({
    name: "rapport_ack_seconds",
    help: "Time to the answer that messages are on disk",
    buckets: ACK_SECONDS,
    registers,
  });
  const batch = new Histogram({
    name: "rapport_batch_events",
    help: "Messages of a tracking request",
    buckets: BATCH_EVENTS,
    registers,
  });
  const accepted = new Counter({ name: "rapport_accepted_total", help: "Messages that are on disk", registers });
  const duplicates = new Counter({ name: "rapport_duplicates_total", help: "Copies in requests", registers });
  const rejected = counterByCode("rapport_rejected_total", "Messages that were not valid, by code", registers);
  const refused = counterByCode("rapport_quota_refused_total", "Messages that a quota refused, by code", registers);
  const counted = new Map<string, ReturnType<typeof answers.labels>>();
  return {
    answered: (surface, status, seconds) => {
      // Labels are sorted and hashed each time they are given; there are few of them.
      const key = `${surface} ${status}`;
      const counter = counted.get(key) ?? answers.labels({ surface, status: String(status) });
      counted.set(key, counter);
      counter.inc();
      if (surface === "tracking" && status === 200) ack.observe(seconds);
    },
    parsed: (messages, copies, rejects) => {
      batch.observe(messages);
      if (copies > 0) duplicates.inc(copies);
      for (const { code } of rejects) rejected.inc({ code });
    },
    accepted: (messages) => accepted.inc(messages),
    refused: (code, messages) => refused.inc({ code }, messages),
  };
}

function counterByCode(name: string, help: string, registers: Registry[]): Counter<"code"> {
  return new Counter({ name, help, labelNames: ["code"], registers });
}

function foldMetrics(registers: Registry[]): Pick<Metrics, "onStep"> {
  const fold = new Histogram({
    name: "rapport_fold_seconds",
    help: "Time of the transactions that fold events",
    buckets: ACK_SECONDS,
    registers,
  });
  const folded = new Counter({
    name: "rapport_folded_total",
    help: "Events that were folded (new) or stored already (copy)",
    labelNames: ["outcome"],
    registers,
  });
  return {
    onStep: ({ seconds, events, recorded }) => {
      fold.observe(seconds);
      folded.inc({ outcome: "new" }, recorded);
      folded.inc({ outcome: "copy" }, Math.max(0, events - recorded));
    },
  };
}
