import type { LogBatch } from "@rapport/contracts/log";
import type { KeyRing } from "@rapport/domain/access/key-ring";
import type { Services } from "@rapport/domain/context";
import type { Hub } from "@rapport/domain/realtime/hub";

/** What the server wires into the HTTP surface. */
export type ApiServices = Services & {
  keyRing: KeyRing;
  hub: Hub;
  /** Puts validated events on the log; resolves with the opaque position when they are durable. */
  append: (batch: LogBatch) => Promise<string>;
  /** Waits until a position is folded; false when `waitMs` passes first. Throws on a text that is no position. */
  waitFor: (after: string, waitMs: number) => Promise<boolean>;
  /** First UTC day since 1970 whose events are kept; undefined while none was ever dropped. */
  oldestDay: () => number | undefined;
  /** Whether the process can promise durability and answer reads now. */
  readiness: () => Promise<{ ready: boolean; lag: number; checks: Record<string, boolean> }>;
  /** Signs console sessions; the same for every process of a deployment. */
  sessionSecret: string;
  /** Project that the console opens without sign-in: set only in demo mode on a loopback address. */
  openProjectId: string | undefined;
  /** Write key of the instance's own project, for snippets in the console. */
  writeKeyOf: (projectId: string) => string | undefined;
};

/** Bindings that the Node server gives to every request. */
export type ApiEnv = {
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } };
  Variables: { requestId: string };
};
