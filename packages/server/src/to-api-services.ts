import { AuditTrail } from "@rapport/api/audit-trail";
import { LiveConnections } from "@rapport/api/live-connections";
import type { ApiServices } from "@rapport/api/services";
import { createMemberAuth } from "@rapport/domain/access/create-member-auth";
import { KeyRing } from "@rapport/domain/access/key-ring";
import { MemberTokens } from "@rapport/domain/access/member-tokens";
import type { Services } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import type { Hub } from "@rapport/domain/realtime/hub";
import { LiveRouter } from "@rapport/domain/realtime/live-router";
import { appendBatch } from "@rapport/pipeline/append-batch";
import { HotPersons } from "@rapport/pipeline/hot-persons";
import { formatPosition, parsePosition } from "@rapport/pipeline/position";
import type { Projector } from "@rapport/pipeline/projector";
import type { RecentBatches } from "@rapport/pipeline/recent-batches";
import type { EventLog } from "@rapport/ports/event-log";
import { checkReadiness } from "./check-readiness.ts";
import type { Config } from "./config.ts";
import type { EventKeeper } from "./event-keeper.ts";
import type { Guards } from "./guards.ts";
import type { Instance } from "./instance.ts";
import type { Metrics } from "./metrics.ts";
import type { ServerLinks } from "./server-links.ts";
import { sunsetNotes } from "./watch-sunsets.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

export type Wiring = {
  instance: Instance;
  hub: Hub;
  guards: Guards;
  metrics: Metrics;
  log: EventLog;
  lane: ReplayLane;
  projector: Projector;
  keeper: EventKeeper;
  links: ServerLinks | undefined;
  isClosing: () => boolean;
};

/** What the HTTP surface asks of the process. */
export function toApiServices(services: Services, config: Config, wiring: Wiring): ApiServices {
  const { instance, hub, guards, metrics, log, lane, projector, keeper, links, isClosing } = wiring;
  const { admission, quota, rejects, servingStore } = guards;
  return {
    ...services,
    hub,
    live: new LiveRouter(hub),
    connections: new LiveConnections(services.now),
    admission,
    quota,
    rejects,
    servingStore,
    metrics: metrics.api,
    metricsToken: config.metricsToken,
    lagMs: () => projector.backlog().ageMs,
    keyRing: new KeyRing({ ...services, store: servingStore }),
    memberAuth: createMemberAuth(services, {
      secret: instance.sessionSecret,
      publicUrl: config.publicUrl,
      providers: config.providers ?? {},
    }),
    memberTokens: new MemberTokens(services, instance.sessionSecret),
    auditTrail: new AuditTrail(),
    settledSeq: () => links?.settledSeq ?? Number.POSITIVE_INFINITY,
    durability: log.durability,
    ...lane,
    oldestDay: keeper.oldestDay,
    retentionDays: config.retentionDays,
    readiness: async () => {
      // A store that is away is what the checks tell of.
      await projector.refresh().catch(() => undefined);
      const checks = await checkReadiness(log, services.store);
      const ready = !isClosing() && checks.log && checks.store;
      return { ready, lag: projector.lag(), durability: log.durability, checks, notes: sunsetNotes(services.now()) };
    },
    basePath: config.basePath,
    sessionSecret: instance.sessionSecret,
    openProjectId: config.demo && LOOPBACK.has(config.host) ? instance.projectId : undefined,
    writeKeyOf: (projectId) => (projectId === instance.projectId ? instance.writeKey : undefined),
  };
}

/** The way onto the log, and the wait until what was put there is folded, by whichever server. */
export function openLane(
  log: EventLog,
  recent: RecentBatches,
  projector: Projector,
  links: ServerLinks | undefined,
): ReplayLane {
  const hot = new HotPersons(Date.now);
  return {
    append: (batch) => appendBatch(log, batch, { hot, recent }).then(formatPosition),
    waitFor: async (after, waitMs) => {
      const position = parsePosition(after);
      const held = new Set(projector.held());
      const folded = await projector.waitFor(position, waitMs);
      // What this server folds, its models have learned by now; what another one has folded is to be read first.
      if (folded && links && [...position.keys()].some((partition) => !held.has(partition))) await links.catchUp();
      return folded;
    },
  };
}
