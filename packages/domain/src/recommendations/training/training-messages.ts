import type { Measured } from "@rapport/engine/training/measure-training";
import type { TrainingData } from "./interaction-table.ts";

/** What a training thread is given. */
export type TrainingRequest = TrainingData & {
  seed: number;
  /** What an earlier attempt has measured: then only the final fit is left to do. */
  measured: Measured | undefined;
};

/** What it says. */
export type TrainingMessage =
  | { kind: "progress"; share: number; note: string }
  | { kind: "measured"; measured: Measured }
  /** Fewer people than are needed to tell a good model from a bad one. */
  | { kind: "too_little" }
  | { kind: "trained"; bytes: Uint8Array };
