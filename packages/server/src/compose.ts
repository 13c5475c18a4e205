import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
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
import { serveAssets } from "./serve-assets.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const SNAPSHOT_INTERVAL_MS = 60_000;
const TRIM_INTERVAL_MS = 60 * 60_000;
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
  const services = createServices(store, logger);
  const { recommenders, decisions, intake } = services;
  const hub = new Hub();
  const projector = new Projector({
    services,
    log,
    onRecorded: (recorded) => publish(recommenders, hub, recorded),
    onMissed: (projectIds) => {
      for (const id of projectIds) recommenders.resync(id);
    },
  });
  const instance = await ensureInstance(services, config);
  const ctx = { ...services, projectId: instance.projectId, actor: { kind: "system" } as const };
  if (config.demo) await loadDemoCatalog(ctx, assets.storefrontDir);
  for (const project of await listProjects(services)) recommenders.get(project.id);
  await projector.start();
  const trimmer = new LogTrimmer(log, () => projector.folded());
  const timers = [
    repeat("snapshot", SNAPSHOT_INTERVAL_MS, logger, () => recommenders.snapshot()),
    repeat("log trim", TRIM_INTERVAL_MS, logger, () => trimmer.trim(Date.now())),
    repeat("what is too old", DELETE_INTERVAL_MS, logger, () => deleteOld(services)),
  ];

  let closing: Promise<void> | undefined;
  const lane = openLane(log, projector);
  const app = createApp(
    toApiServices(services, config, { instance, hub, log, lane, projector, isClosing: () => !!closing }),
  );
  serveAssets(app, assets, config.demo ? instance : undefined);
  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    const workers = [
      { what: "projector", close: () => projector.stop(DRAIN_MS) },
      { what: "models", close: () => recommenders.close() },
      { what: "decisions", close: () => decisions.flush() },
      { what: "rejected messages", close: () => intake.flush() },
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

function createServices(store: Store, log: Logger): Services {
  return {
    store,
    recommenders: new Recommenders(store, log),
    decisions: new DecisionLog(store, log),
    intake: new IntakeLog(store, log),
    plans: new PlanBook(store, log, Date.now),
    log,
    now: Date.now,
    randomBytes,
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
  log: EventLog;
  lane: ReplayLane;
  projector: Projector;
  isClosing: () => boolean;
};

function toApiServices(services: Services, config: Config, wiring: Wiring): ApiServices {
  const { instance, hub, log, lane, projector, isClosing } = wiring;
  return {
    ...services,
    hub,
    keyRing: new KeyRing(services),
    ...lane,
    readiness: async () => {
      const checks = await checkReadiness(log, services.store);
      return { ready: !isClosing() && checks.log && checks.store, lag: projector.lag(), checks };
    },
    basePath: config.basePath,
    sessionSecret: instance.sessionSecret,
    openProjectId: config.demo && LOOPBACK.has(config.host) ? instance.projectId : undefined,
    writeKeyOf: (projectId) => (projectId === instance.projectId ? instance.writeKey : undefined),
  };
}
