import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import { createApp } from "@rapport/api/app";
import type { ApiServices } from "@rapport/api/services";
import { KeyRing } from "@rapport/domain/access/key-ring";
import type { Services } from "@rapport/domain/context";
import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import type { Logger } from "@rapport/domain/logger";
import { Hub } from "@rapport/domain/realtime/hub";
import { DecisionLog } from "@rapport/domain/recommendations/decision-log";
import { Recommenders } from "@rapport/domain/recommendations/recommenders";
import { listProjects } from "@rapport/domain/workspaces/projects";
import { appendBatch } from "@rapport/pipeline/append-batch";
import { HotPersons } from "@rapport/pipeline/hot-persons";
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
import { ensureInstance, requireSharedSettings } from "./instance.ts";
import { createLogger } from "./logger.ts";
import { serveAssets } from "./serve-assets.ts";
import { ServerLinks, tellRecorded } from "./server-links.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const SNAPSHOT_INTERVAL_MS = 60_000;
const TRIM_INTERVAL_MS = 60 * 60_000;
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

export type ComposeOptions = {
  log?: Logger;
  assets?: Assets;
  /** Opens an event log that other servers use, too. Otherwise the log is this server's own, in its data directory. */
  openSharedLog?: ((store: Store) => Promise<EventLog>) | undefined;
};

/** Wires engines, domain, pipeline and HTTP from a configuration. The only place that knows them all. */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<Composition> {
  if (options.openSharedLog) requireSharedSettings(config);
  const assets = options.assets ?? findAssets();
  const lock = await lockDataDir(config.dataDir);
  const logger = options.log ?? createLogger();
  const opened: Closing[] = [{ what: "lock of the data directory", close: () => lock.release() }];
  try {
    const engines = await openEngines(config, assets, options.openSharedLog, opened);
    return await assemble(config, assets, logger, engines, opened);
  } catch (error) {
    await closeAll(opened.reverse(), logger);
    throw error;
  }
}

type Engines = { store: Store; log: EventLog; isShared: boolean };

async function openEngines(
  config: Config,
  assets: Assets,
  openSharedLog: ComposeOptions["openSharedLog"],
  opened: Closing[],
): Promise<Engines> {
  const isShared = openSharedLog !== undefined;
  const store = openStore({
    databaseUrl: config.databaseUrl,
    shared: isShared,
    dataDir: join(config.dataDir, "store"),
    templateDir: assets.templateDir,
    migrationsDir: assets.migrationsDir,
  });
  const log = openSharedLog ? store.then(openSharedLog) : openLmdbEventLog({ dir: join(config.dataDir, "log") });
  // Both are opened at once; whichever opens is closed even when the other does not.
  const [settledStore, settledLog] = await Promise.allSettled([store, log]);
  if (settledStore.status === "fulfilled") opened.push({ what: "store", close: () => settledStore.value.close() });
  if (settledLog.status === "fulfilled") opened.push({ what: "event log", close: () => settledLog.value.close() });
  return { store: await store, log: await log, isShared };
}

async function assemble(
  config: Config,
  assets: Assets,
  logger: Logger,
  engines: Engines,
  opened: Closing[],
): Promise<Composition> {
  const { store, log } = engines;
  const hub = new Hub();
  const recommenders = new Recommenders(store, logger, (projectId, ids) => links?.tellItems(projectId, ids));
  const decisions = new DecisionLog(store, logger);
  const services: Services = { store, recommenders, decisions, log: logger, now: Date.now, randomBytes };
  const links = engines.isShared
    ? new ServerLinks({ store, log: logger, node: randomUUID(), leaseMs: config.leaseMs, recommenders, hub })
    : undefined;
  const projector = createProjector(services, log, hub, links);
  const instance = await ensureInstance(services, config);
  await links?.start(projector);
  const ctx = { ...services, projectId: instance.projectId, actor: { kind: "system" } as const };
  if (config.demo) await loadDemoCatalog(ctx, assets.storefrontDir);
  for (const project of await listProjects(services)) recommenders.get(project.id);
  await projector.start();
  const timers = await startHousekeeping(services, log, projector);

  let closing: Promise<void> | undefined;
  const wiring = { instance, hub, log, projector, links, isClosing: () => !!closing };
  const app = createApp(toApiServices(services, config, wiring));
  serveAssets(app, assets, config.demo ? instance : undefined);
  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    const workers = [
      { what: "projector", close: () => projector.stop(DRAIN_MS) },
      { what: "links to other servers", close: async () => links?.stop() },
      { what: "models", close: () => recommenders.close() },
      { what: "decisions", close: () => decisions.flush() },
    ];
    await closeAll([...workers, ...opened.reverse()], logger);
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

function createProjector(services: Services, log: EventLog, hub: Hub, links: ServerLinks | undefined): Projector {
  const { recommenders } = services;
  if (links) {
    const onRecorded = (recorded: readonly RecordedEvent[]) => links.announce(recorded);
    // What was stored unheard is found like what others have stored.
    return new Projector({ services, log, share: links.share, onRecorded, onMissed: () => void links.catchUp() });
  }
  return new Projector({
    services,
    log,
    onRecorded: (recorded) => {
      for (const [projectId, entries] of Map.groupBy(recorded, ({ event }) => event.projectId)) {
        tellRecorded(recommenders, hub, projectId, entries);
      }
    },
    onMissed: (projectIds) => {
      for (const id of projectIds) recommenders.resync(id);
    },
  });
}

async function startHousekeeping(services: Services, log: EventLog, projector: Projector): Promise<NodeJS.Timeout[]> {
  const trimmer = new LogTrimmer(log, () => projector.readStored());
  await trimmer.start();
  return [
    repeat("snapshot", SNAPSHOT_INTERVAL_MS, services.log, () => services.recommenders.snapshot()),
    repeat("log trim", TRIM_INTERVAL_MS, services.log, () => trimmer.trim(Date.now())),
    repeat("old decisions", DELETE_INTERVAL_MS, services.log, () => deleteOldDecisions(services)),
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

type Wiring = {
  instance: Instance;
  hub: Hub;
  log: EventLog;
  projector: Projector;
  links: ServerLinks | undefined;
  isClosing: () => boolean;
};

function toApiServices(services: Services, config: Config, wiring: Wiring): ApiServices {
  const { instance, hub, log, projector, links, isClosing } = wiring;
  const hot = new HotPersons(services.now);
  return {
    ...services,
    hub,
    keyRing: new KeyRing(services),
    append: async (batch) => formatPosition(await appendBatch(log, batch, hot)),
    settledSeq: () => links?.settledSeq ?? Number.POSITIVE_INFINITY,
    waitFor: async (after, waitMs) => {
      const position = parsePosition(after);
      const held = new Set(projector.held());
      const folded = await projector.waitFor(position, waitMs);
      // What this server folds, its models have learned by now; what another one has folded is to be read first.
      if (folded && links && [...position.keys()].some((partition) => !held.has(partition))) await links.catchUp();
      return folded;
    },
    readiness: async () => {
      // A store that is away is what the checks tell of.
      await projector.refresh().catch(() => undefined);
      const checks = await checkReadiness(log, services.store);
      return { ready: !isClosing() && checks.log && checks.store, lag: projector.lag(), checks };
    },
    sessionSecret: instance.sessionSecret,
    openProjectId: config.demo && LOOPBACK.has(config.host) ? instance.projectId : undefined,
    writeKeyOf: (projectId) => (projectId === instance.projectId ? instance.writeKey : undefined),
  };
}
