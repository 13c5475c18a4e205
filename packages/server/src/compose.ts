import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Admission } from "@rapport/api/admission";
import { createApp } from "@rapport/api/app";
import type { ApiServices } from "@rapport/api/services";
import { REJECTED_LIMITS } from "@rapport/contracts/rejected";
import { KeyRing } from "@rapport/domain/access/key-ring";
import type { Services } from "@rapport/domain/context";
import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import { IntakeLog } from "@rapport/domain/events/intake-log";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { recordedToStoredEvent } from "@rapport/domain/events/to-stored-event";
import type { Logger } from "@rapport/domain/logger";
import { Hub } from "@rapport/domain/realtime/hub";
import { DecisionLog } from "@rapport/domain/recommendations/decision-log";
import { Recommenders } from "@rapport/domain/recommendations/recommenders";
import { PlanBook } from "@rapport/domain/tracking-plan/plan-book";
import { Quota } from "@rapport/domain/usage/quota";
import { RejectMeter } from "@rapport/domain/usage/reject-meter";
import { listProjects } from "@rapport/domain/workspaces/projects";
import { appendBatch } from "@rapport/pipeline/append-batch";
import { LogTrimmer } from "@rapport/pipeline/log-trimmer";
import { formatPosition, parsePosition } from "@rapport/pipeline/position";
import { Projector } from "@rapport/pipeline/projector";
import type { EventLog } from "@rapport/ports/event-log";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import type { Assets } from "./assets.ts";
import { findAssets } from "./assets.ts";
import { checkReadiness } from "./check-readiness.ts";
import type { Closing } from "./close-all.ts";
import { closeAll } from "./close-all.ts";
import type { Config } from "./config.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { loadDemoCatalog } from "./demo.ts";
import type { Instance } from "./instance.ts";
import { ensureInstance } from "./instance.ts";
import { createLogger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { createMetrics } from "./metrics.ts";
import { openEventLog } from "./open-event-log.ts";
import { serveAssets } from "./serve-assets.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const SNAPSHOT_INTERVAL_MS = 60_000;
const TRIM_INTERVAL_MS = 60 * 60_000;
const QUOTA_INTERVAL_MS = 10_000;
const USAGE_INTERVAL_MS = 1_000;
const DELETE_INTERVAL_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
const DRAIN_MS = 10_000;

/** A composed product: the HTTP surface, what works behind it, and how to end it. */
export type Composition = {
  app: ReturnType<typeof createApp>;
  instance: Instance;
  services: Services;
  workers: { projector: Projector };
  /** The event log, for whoever puts events on it without HTTP. */
  lane: ReplayLane;
  /** Folds what is on the log, keeps the models, closes the engines. Safe to call twice. */
  close: () => Promise<void>;
};

/** Wires engines, domain, pipeline and HTTP from a configuration. The only place that knows them all. */
export async function compose(config: Config, options: { log?: Logger; assets?: Assets } = {}): Promise<Composition> {
  const assets = options.assets ?? findAssets();
  const lock = await lockDataDir(config.dataDir);
  const logger = options.log ?? createLogger();
  const opened: Closing[] = [{ what: "lock of the data directory", close: () => lock.release() }];
  try {
    const [store, log] = await openEngines(config, assets, logger, opened);
    return await assemble(config, assets, logger, store, log, opened);
  } catch (error) {
    await closeAll(opened.reverse(), logger);
    throw error;
  }
}

async function openEngines(
  config: Config,
  assets: Assets,
  logger: Logger,
  opened: Closing[],
): Promise<[Store, EventLog]> {
  const store = openStore({
    databaseUrl: config.databaseUrl,
    dataDir: join(config.dataDir, "store"),
    templateDir: assets.templateDir,
    migrationsDir: assets.migrationsDir,
  });
  const log = openEventLog(config, logger);
  // Both are opened at once; whichever opens is closed even when the other does not.
  const [settledStore, settledLog] = await Promise.allSettled([store, log]);
  if (settledStore.status === "fulfilled") opened.push({ what: "store", close: () => settledStore.value.close() });
  if (settledLog.status === "fulfilled") opened.push({ what: "event log", close: () => settledLog.value.close() });
  return Promise.all([store, log]);
}

async function assemble(
  config: Config,
  assets: Assets,
  logger: Logger,
  store: Store,
  log: EventLog,
  opened: Closing[],
): Promise<Composition> {
  const recommenders = new Recommenders(store, logger);
  const decisions = new DecisionLog(store, logger);
  const intake = new IntakeLog(store, logger);
  const plans = new PlanBook(store, logger, Date.now);
  const services: Services = { store, recommenders, decisions, intake, plans, log: logger, now: Date.now, randomBytes };
  const hub = new Hub();
  const metrics = createMetrics();
  const projector = new Projector({
    services,
    log,
    onRecorded: (recorded) => publish(recommenders, hub, recorded),
    onStep: metrics.onStep,
    onMissed: (projectIds) => {
      for (const id of projectIds) recommenders.resync(id);
    },
  });
  const instance = await ensureInstance(services, config);
  const ctx = { ...services, projectId: instance.projectId, actor: { kind: "system" } as const };
  if (config.demo) await loadDemoCatalog(ctx, assets.storefrontDir);
  for (const project of await listProjects(services)) recommenders.get(project.id);
  await projector.start();
  const admission = new Admission(config.limits.admission, () => projector.backlog(), Math.random);
  metrics.watch({ projector, admission });
  const quota = new Quota(services, config.limits.quota);
  const rejects = new RejectMeter(services);
  const trimmer = new LogTrimmer(log, () => projector.folded());
  const timers = [
    repeat("snapshot", SNAPSHOT_INTERVAL_MS, logger, () => recommenders.snapshot()),
    repeat("log trim", TRIM_INTERVAL_MS, logger, () => trimmer.trim(Date.now())),
    repeat("quota", QUOTA_INTERVAL_MS, logger, tidyQuota(projector, log, quota)),
    repeat("usage", USAGE_INTERVAL_MS, logger, () => rejects.flush()),
    repeat("what is too old", DELETE_INTERVAL_MS, logger, () => deleteOld(services)),
  ];

  let closing: Promise<void> | undefined;
  const lane = openLane(log, projector);
  const app = createApp(
    toApiServices(services, config, {
      instance,
      hub,
      admission,
      quota,
      rejects,
      metrics,
      log,
      lane,
      projector,
      isClosing: () => !!closing,
    }),
  );
  serveAssets(app, assets, config.demo ? instance : undefined);
  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    admission.close();
    const workers = [
      { what: "projector", close: () => projector.stop(DRAIN_MS) },
      { what: "models", close: () => recommenders.close() },
      { what: "decisions", close: () => decisions.flush() },
      { what: "rejected messages", close: () => intake.flush() },
      { what: "quota", close: () => quota.close() },
      { what: "usage", close: () => rejects.flush() },
    ];
    await closeAll([...workers, ...opened.reverse()], logger);
  }
  return {
    app,
    instance,
    services,
    workers: { projector },
    lane,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Gives back idle leases; and, once all that earlier processes took is stored, what they held when they were killed. */
function tidyQuota(projector: Projector, log: EventLog, quota: Quota): () => Promise<void> {
  const taken = new Map(log.ends().map((end, partition) => [partition, end - 1]));
  let freed = false;
  return async () => {
    if (!freed && (await projector.waitFor(taken, 0))) {
      await quota.freeLost();
      freed = true;
    }
    await quota.returnIdle();
  };
}

/** Housekeeping that must not keep the process alive, and whose failure is told, not thrown. */
function repeat(what: string, everyMs: number, logger: Logger, work: () => Promise<void>): NodeJS.Timeout {
  return setInterval(() => {
    work().catch((error) => logger.warn(`Housekeeping failed: ${what}`, { error: String(error) }));
  }, everyMs).unref();
}

async function deleteOld(services: Services): Promise<void> {
  const nowMs = services.now();
  for (const { id } of await listProjects(services)) {
    await services.decisions.deleteOld(id, nowMs);
    await services.intake.deleteOld(id, nowMs - REJECTED_LIMITS.keptDays * DAY_MS);
  }
}

/** After a commit: the models learn, and whoever follows the project sees the events. */
function publish(recommenders: Recommenders, hub: Hub, recorded: readonly RecordedEvent[]): void {
  for (const [projectId, entries] of Map.groupBy(recorded, (entry) => entry.event.projectId)) {
    recommenders.observe(projectId, entries);
    if (!hub.hasListeners(projectId)) continue;
    for (const entry of entries) hub.publish(projectId, { kind: "event", event: recordedToStoredEvent(entry) });
  }
}

function openLane(log: EventLog, projector: Projector): ReplayLane {
  return {
    append: async (batch) => formatPosition(await appendBatch(log, batch)),
    waitFor: (after, waitMs) => projector.waitFor(parsePosition(after), waitMs),
  };
}

type Wiring = {
  instance: Instance;
  hub: Hub;
  admission: Admission;
  quota: Quota;
  rejects: RejectMeter;
  metrics: Metrics;
  log: EventLog;
  lane: ReplayLane;
  projector: Projector;
  isClosing: () => boolean;
};

function toApiServices(services: Services, config: Config, wiring: Wiring): ApiServices {
  const { instance, hub, admission, quota, rejects, metrics, log, lane, projector, isClosing } = wiring;
  return {
    ...services,
    hub,
    admission,
    quota,
    rejects,
    metrics: metrics.api,
    metricsToken: config.metricsToken,
    lagMs: () => projector.backlog().ageMs,
    keyRing: new KeyRing(services),
    durability: log.durability,
    ...lane,
    readiness: async () => {
      const checks = await checkReadiness(log, services.store);
      const ready = !isClosing() && checks.log && checks.store;
      return { ready, lag: projector.lag(), durability: log.durability, checks };
    },
    basePath: config.basePath,
    sessionSecret: instance.sessionSecret,
    openProjectId: config.demo && LOOPBACK.has(config.host) ? instance.projectId : undefined,
    writeKeyOf: (projectId) => (projectId === instance.projectId ? instance.writeKey : undefined),
  };
}
