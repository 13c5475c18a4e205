import type { Durability } from "@rapport/contracts/durability";
import type { LogBatch } from "@rapport/contracts/log";
import type { MemberAuth } from "@rapport/domain/access/create-member-auth";
import type { KeyRing } from "@rapport/domain/access/key-ring";
import type { MemberTokens } from "@rapport/domain/access/member-tokens";
import type { Services } from "@rapport/domain/context";
import type { Hub } from "@rapport/domain/realtime/hub";
import type { LiveRouter } from "@rapport/domain/realtime/live-router";
import type { Quota } from "@rapport/domain/usage/quota";
import type { RejectMeter } from "@rapport/domain/usage/reject-meter";
import type { Admission } from "./http/admission.ts";
import type { ApiMetrics } from "./http/api-metrics.ts";
import type { AuditTrail } from "./http/audit-trail.ts";
import type { LiveConnections } from "./live/live-connections.ts";
import type { TakeOver } from "./live/take-over.ts";

/** What the server wires into the HTTP surface. */
export type ApiServices = Services & {
  keyRing: KeyRing;
  /** Sign-in of members. */
  memberAuth: MemberAuth;
  auditTrail: AuditTrail;
  /** The store for those who wait for an answer: behind a circuit breaker. */
  servingStore: Services["store"];
  hub: Hub;
  /** Brings live messages to those who follow a key of theirs. */
  live: LiveRouter;
  connections: LiveConnections;
  admission: Admission;
  quota: Quota;
  rejects: RejectMeter;
  metrics: ApiMetrics;
  /** Lets monitors read `/metrics` besides secret keys and this machine; undefined = nobody else. */
  metricsToken: string | undefined;
  /** Age of the oldest event that is being folded now, ms. */
  lagMs: () => number;
  /**
   * Number up to which every stored event has been published on the hub, or never will be; events come in the order of
   * their numbers only where one server stores alone, and there it is infinite.
   */
  settledSeq: () => number;
  /** Puts validated events on the log; resolves with the opaque position when they are durable. */
  append: (batch: LogBatch) => Promise<string>;
  /** What appended events survive. */
  durability: Durability;
  /** Waits until a position is folded; false when `waitMs` passes first. Throws on a text that is no position. */
  waitFor: (after: string, waitMs: number) => Promise<boolean>;
  /** First UTC day since 1970 whose events of a name a project keeps; undefined while none was ever dropped. */
  oldestDay: (projectId: string) => ((name: string) => number | undefined) | undefined;
  /** Days that this server keeps anybody's events for; undefined = for ever. */
  retentionDays: number | undefined;
  /** Whether the process can promise durability and answer reads now. */
  readiness: () => Promise<{
    ready: boolean;
    lag: number;
    durability: Durability;
    checks: Record<string, boolean>;
    /** What operators have to see to before it breaks, in words. */
    notes: string[];
  }>;
  /** Path below which the tracking API answers, too; empty = nowhere else. */
  basePath: string;
  /** Tokens by which programs act as members. */
  memberTokens: MemberTokens;
  /** Signs console sessions; the same for every process of a deployment. */
  sessionSecret: string;
  /** Project that the console opens without sign-in: set only in demo mode on a loopback address. */
  openProjectId: string | undefined;
  /** Write key of the instance's own project, for snippets in the console. */
  writeKeyOf: (projectId: string) => string | undefined;
};

/** Bindings that the Node server gives to every request. */
export type ApiEnv = {
  Bindings: {
    incoming?: { socket?: { remoteAddress?: string | undefined } };
    /** With a request for a live stream that Node's server can leave the connection to. */
    takeOver?: TakeOver;
  };
  Variables: { requestId: string; traceId: string };
};
