import { createHash } from "node:crypto";
import type { PlatformAnswer, PlatformFailure } from "@rapport/ports/ad-platform";
import type { SpendPermit } from "@rapport/ports/spend-permit";
import type { FaultSource, SandboxFault } from "./sandbox-faults.ts";
import type { SandboxMemory, SandboxState } from "./sandbox-state.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Calls that an account is answered in a minute of the real clock; a patient outbox needs a few. */
const CALLS_PER_MINUTE = 1_200;

export type SandboxOptions = {
  projectId: string;
  memory: SandboxMemory;
  /** Real time, ms: where simulated time begins. */
  now: () => number;
  faults?: FaultSource | undefined;
};

export type SandboxCall<T> = {
  method: string;
  /** Of a call that changes something, unless the kill switch lets it pass. */
  permit?: SpendPermit | undefined;
  changes: boolean;
  /** @param max objects that may be made before a fault ends the call */
  work: (state: SandboxState, max: number) => PlatformAnswer<T>;
};

/** Runs one call against a project's account, with what goes wrong on the way. */
export async function callSandbox<T>(options: SandboxOptions, call: SandboxCall<T>): Promise<PlatformAnswer<T>> {
  const { method, permit, changes, work } = call;
  if (await permit?.isStopped()) return fail({ kind: "stopped", message: "The kill switch is thrown" });
  const fault = options.faults?.({ method, changes });
  if (fault && !HAPPENS.has(fault)) return fail(FAILURES[fault]);
  const max = fault === "partial" ? 1 : Number.POSITIVE_INFINITY;
  const done = await changeAccount(options, (state) => {
    const retryAfterMs = countCall(options, state);
    if (retryAfterMs > 0) return fail({ kind: "retry-after", message: "Too many calls in a minute", retryAfterMs });
    return work(state, max);
  });
  return fault ? fail(FAILURES[fault]) : done;
}

/** Works on a project's account, which is made at its first use. */
export function changeAccount<T>(options: SandboxOptions, work: (state: SandboxState) => T): Promise<T> {
  return options.memory.change(options.projectId, (kept) => {
    const state = kept ?? newAccount(options);
    const value = work(state);
    return { state, value };
  });
}

/** Counts a call by the real clock; answers how long to wait where the minute has had its share. */
function countCall(options: SandboxOptions, state: SandboxState): number {
  const minute = Math.floor(options.now() / MINUTE_MS);
  const count = state.calls?.minute === minute ? state.calls.count + 1 : 1;
  if (count > CALLS_PER_MINUTE) return (minute + 1) * MINUTE_MS - options.now();
  state.calls = { minute, count };
  return 0;
}

function fail(failure: PlatformFailure): { ok: false; failure: PlatformFailure } {
  return { ok: false, failure };
}

/** Faults that let the change happen, or a part of it. */
const HAPPENS: ReadonlySet<SandboxFault> = new Set([
  "server-error-after",
  "timeout-after",
  "truncated",
  "not-json",
  "partial",
]);

const FAILURES: Record<SandboxFault, PlatformFailure> = {
  "rate-limited": { kind: "retry-after", message: "Too many calls", retryAfterMs: 1_000 },
  "quota-exceeded": { kind: "retry-after", message: "The day's quota is used up", retryAfterMs: 60_000 },
  "server-error": { kind: "retry-after", message: "The sandbox stumbled", retryAfterMs: 500 },
  "server-error-after": { kind: "outcome-unknown", message: "The sandbox stumbled on its way back" },
  conflict: { kind: "retry-after", message: "Somebody else changes this object", retryAfterMs: 500 },
  "reset-before": { kind: "outcome-unknown", message: "The connection was reset" },
  "timeout-before": { kind: "outcome-unknown", message: "No answer came" },
  "timeout-after": { kind: "outcome-unknown", message: "No answer came" },
  truncated: { kind: "outcome-unknown", message: "The answer is cut off" },
  "not-json": { kind: "outcome-unknown", message: "The answer is a page, not JSON" },
  partial: { kind: "outcome-unknown", message: "Only a part was made" },
  "token-expired": { kind: "refresh-token", message: "The access token has expired", retryAfterMs: 500 },
  disconnected: { kind: "disconnected", message: "Access was withdrawn" },
  sunset: { kind: "sunset", message: "This version is not served any more" },
};

function newAccount({ projectId, now }: SandboxOptions): SandboxState {
  // The same project meets the same market, whenever it begins.
  const seed = createHash("sha256").update(projectId).digest().readUInt32BE(0);
  return { seed, hour: Math.floor(now() / HOUR_MS), nextId: 1, objects: [], histories: {}, days: [] };
}
