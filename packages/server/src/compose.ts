import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import { createApp } from "@rapport/api/app";
import type { ApiServices } from "@rapport/api/services";
import { KeyRing } from "@rapport/domain/access/key-ring";
import type { Services } from "@rapport/domain/context";
import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import { recordedToStoredEvent } from "@rapport/domain/events/to-stored-event";
import type { Logger } from "@rapport/domain/logger";
import { Hub } from "@rapport/domain/realtime/hub";
import { DecisionLog } from "@rapport/domain/recommendations/decision-log";
import { Recommenders } from "@rapport/domain/recommendations/recommenders";
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
import type { Guards } from "./guards.ts";
import { createGuards } from "./guards.ts";
import type { Instance } from "./instance.ts";
import { ensureInstance } from "./instance.ts";
import { createLogger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { createMetrics } from "./metrics.ts";
import { serveAssets } from "./serve-assets.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const SNAPSHOT_INTERVAL_MS = 60_000;
const TRIM_INTERVAL_MS = 60 * 60_000;
const QUOTA_INTERVAL_MS = 10_000;
const USAGE_INTERVAL_MS = 1_000;
const DELETE_INTERVAL_MS = 60 * 60_000;
const DRAIN_MS = 10_000;

/** A composed product: the HTTP surface, what works behind it, and how to end it. */
export type Composition = {
  app: ReturnType<typeof createApp>;
  instance: Instance;
  services: Services;
  workers: { projector: Projector };
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
    const [store, log] = await openEngines(config, assets, opened);
    return await assemble(config, assets, logger, store, log, opened);
  } catch (error) {
    await closeAll(opened.reverse(), logger);
    throw error;
  }
}

async function openEngines(config: Config, assets: Assets, opened: Closing[]): Promise<[Store, EventLog]> {
  const store = openStore({
    databaseUrl: config.databaseUrl,
    dataDir: join(config.dataDir, "store"),
    templateDir: assets.templateDir,
    migrationsDir: assets.migrationsDir,
  });
  const log = openLmdbEventLog({ dir: join(config.dataDir, "log") });
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
  const services: Services = { store, recommenders, decisions, log: logger, now: Date.now, randomBytes };
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
  const guards = createGuards(config.limits, services, projector, log);
  metrics.watch({ projector, ...guards });
  const timers = startHousekeeping(services, projector, log, guards);

  let closing: Promise<void> | undefined;
  const wiring = { instance, hub, guards, metrics, projector, log, isClosing: () => !!closing };
  const app = createApp(toApiServices(services, config, wiring));
  serveAssets(app, assets, config.demo ? instance : undefined);
  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    const workers = [
      { what: "projector", close: () => projector.stop(DRAIN_MS) },
      { what: "models", close: () => recommenders.close() },
      { what: "decisions", close: () => decisions.flush() },
    ];
    await closeAll([...workers, ...guards.closings, ...opened.reverse()], logger);
  }
  return {
    app,
    instance,
    services,
    workers: { projector },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function startHousekeeping(
  services: Services,
  projector: Projector,
  log: EventLog,
  guards: Guards,
): readonly NodeJS.Timeout[] {
  const { recommenders, log: logger } = services;
  const trimmer = new LogTrimmer(log, () => projector.folded());
  return [
    repeat("snapshot", SNAPSHOT_INTERVAL_MS, logger, () => recommenders.snapshot()),
    repeat("log trim", TRIM_INTERVAL_MS, logger, () => trimmer.trim(Date.now())),
    repeat("quota", QUOTA_INTERVAL_MS, logger, guards.tidyQuota),
    repeat("usage", USAGE_INTERVAL_MS, logger, () => guards.rejects.flush()),
    repeat("old decisions", DELETE_INTERVAL_MS, logger, () => deleteOldDecisions(services)),
  ];
}

/** Housekeeping that must not keep the process alive, and whose failure is told, not thrown. */
function repeat(what: string, everyMs: number, logger: Logger, work: () => Promise<void>): NodeJS.Timeout {
  return setInterval(() => {
    work().catch((error) => logger.warn(`Housekeeping failed: ${what}`, { error: String(error) }));
  }, everyMs).unref();
}

async function deleteOldDecisions(services: Services): Promise<void> {
  for (const project of await listProjects(services)) await services.decisions.deleteOld(project.id, services.now());
}

/** After a commit: the models learn, and whoever follows the project sees the events. */
function publish(recommenders: Recommenders, hub: Hub, recorded: readonly RecordedEvent[]): void {
  for (const [projectId, entries] of Map.groupBy(recorded, (entry) => entry.event.projectId)) {
    recommenders.observe(projectId, entries);
    if (!hub.hasListeners(projectId)) continue;
    for (const entry of entries) hub.publish(projectId, { kind: "event", event: recordedToStoredEvent(entry) });
  }
}

type Wiring = {
  instance: Instance;
  hub: Hub;
  guards: Guards;
  metrics: Metrics;
  log: EventLog;
  projector: Projector;
  isClosing: () => boolean;
};

function toApiServices(services: Services, config: Config, wiring: Wiring): ApiServices {
  const { instance, hub, guards, metrics, log, projector, isClosing } = wiring;
  const { admission, quota, rejects, servingStore } = guards;
  return {
    ...services,
    hub,
    admission,
    quota,
    rejects,
    metrics: metrics.api,
    servingStore,
    metricsToken: config.metricsToken,
    lagMs: () => projector.backlog().ageMs,
    keyRing: new KeyRing({ ...services, store: servingStore }),
    append: async (batch) => formatPosition(await appendBatch(log, batch)),
    waitFor: (after, waitMs) => projector.waitFor(parsePosition(after), waitMs),
    readiness: async () => {
      const checks = await checkReadiness(log, services.store);
      return { ready: !isClosing() && checks.log && checks.store, lag: projector.lag(), checks };
    },
    sessionSecret: instance.sessionSecret,
    openProjectId: config.demo && LOOPBACK.has(config.host) ? instance.projectId : undefined,
    writeKeyOf: (projectId) => (projectId === instance.projectId ? instance.writeKey : undefined),
  };
}
