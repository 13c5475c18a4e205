import type { AdObjective, AdObjectKind, AdStatus, Creative, Targeting } from "@rapport/contracts/ad-platforms";
import type { AdSetHistory } from "@rapport/engine/ad-simulator/simulate-hour";

/** One object of the sandbox. */
export type SandboxObject = {
  kind: AdObjectKind;
  id: string;
  tag: string;
  name: string;
  status: AdStatus;
  parentId: string | null;
  /** Of ad sets. */
  dailyBudgetCents: number | null;
  targeting: Targeting | null;
  /** Of ads. */
  creative: Creative | null;
  /** Of campaigns. */
  terms: { objective: AdObjective; startsOn: string; endsOn: string | null; totalBudgetCents: number | null } | null;
};

/** All that a project's account in the sandbox is; plain JSON, so that it survives a restart. */
export type SandboxState = {
  /** Of all its chance. */
  seed: number;
  /** Simulated time: whole hours since the epoch that have passed. */
  hour: number;
  nextId: number;
  /** Calls of the minute of the real clock that had the last one. */
  calls?: { minute: number; count: number };
  objects: SandboxObject[];
  /** What the simulation remembers of each ad set. */
  histories: Record<string, AdSetHistory>;
  /** Figures of each ad and day that were reported so far, in the order of their days. */
  days: SandboxDay[];
};

/** `day` is whole days since the epoch. */
export type SandboxDay = {
  adId: string;
  day: number;
  impressions: number;
  clicks: number;
  spendCents: number;
  conversions: number;
  conversionValueCents: number;
};

/**
 * Where the accounts of the sandbox are kept. `change` reads one, lets it be worked on and keeps what comes out, one change of a
 * project at a time; a work that throws keeps nothing.
 */
export interface SandboxMemory {
  /** The account as it is kept; undefined before its first change. */
  read(projectId: string): Promise<SandboxState | undefined>;
  change<T>(projectId: string, work: (kept: SandboxState | undefined) => { state: SandboxState; value: T }): Promise<T>;
}
