import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createApp } from "@rapport/api/app";
import type { DirectListener } from "@rapport/api/direct";
import { listenDirectly } from "@rapport/api/direct";
import type { ApiServices } from "@rapport/api/services";
import { rewrapUserTokens } from "@rapport/domain/access/rewrap-user-tokens";
import { rewrapConnections } from "@rapport/domain/connections/rewrap-connections";
import type { Services } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import type { Logger } from "@rapport/domain/logger";
import { createOutgoing } from "@rapport/domain/outgoing/outgoing";
import { rewrapLedgerKeys } from "@rapport/domain/privacy/ledger-key";
import { Hub } from "@rapport/domain/realtime/hub";
import { listProjects } from "@rapport/domain/workspaces/projects";
import type { Projector } from "@rapport/pipeline/projector";
import { RecentBatches } from "@rapport/pipeline/recent-batches";
import type { EventLog } from "@rapport/ports/event-log";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { followOrders } from "./agents-order.ts";
import type { Assets } from "./assets.ts";
import { findAssets } from "./assets.ts";
import type { Closing } from "./close-all.ts";
import { closeAll } from "./close-all.ts";
import { openCompanySources } from "./companies-setting.ts";
import type { Config } from "./config.ts";
import type { ProjectorWiring } from "./create-projector.ts";
import { createProjector } from "./create-projector.ts";
import { createServices, memoriesOf } from "./create-services.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { loadDemoCatalog } from "./demo.ts";
import { createEventKeeper } from "./event-keeper.ts";
import type { GuardOptions, Guards } from "./guards.ts";
import { createGuards } from "./guards.ts";
import { startHousekeeping } from "./housekeeping.ts";
import type { Instance } from "./instance.ts";
import { ensureInstance, requireSharedSettings } from "./instance.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { openModerator } from "./moderation-setting.ts";
import { openBlobStore } from "./open-blob-store.ts";
import { openEventLog } from "./open-event-log.ts";
import { openLanguageModel } from "./open-language-model.ts";
import { openVault } from "./open-vault.ts";
import { openVectorIndex } from "./open-vector-index.ts";
import { openReranker } from "./retrieval-setting.ts";
import { serveAssets } from "./serve-assets.ts";
import { ServerLinks } from "./server-links.ts";
import { startWorkers } from "./start-workers.ts";
import { openLane, toApiServices } from "./to-api-services.ts";
import { warnOfSunsets } from "./watch-sunsets.ts";

const DRAIN_MS = 10_000;
/** Bytes of log values that the projector folds at once, and that are kept for it, where the database is in the process: memory is scarcer there than time. */
const EMBEDDED_STEP_BYTES = 1024 * 1024;

/** A composed product: the HTTP surface, what works behind it, and how to end it. */
export type Composition = {
  app: ReturnType<typeof createApp>;
  /** Takes the requests for messages before the rest of the surface sees them. */
  direct: DirectListener;
  instance: Instance;
  /** Whether visitors of this machine enter the console without signing in. */
  isOpen: boolean;
  services: Services;
  workers: { projector: Projector };
  /** The event log, for whoever puts events on it without HTTP. */
  lane: ReplayLane;
  /** Folds what is on the log, keeps the models, closes the engines. Safe to call twice. */
  close: () => Promise<void>;
};

export type ComposeOptions = {
  log?: Logger;
  assets?: Assets;
  /** For tests of the database's own wall: changes the text of a request's statement before it is sent. */
  rewrite?: ((text: string) => string) | undefined;
};

/** Wires engines, domain, pipeline and HTTP from a configuration. The only place that knows them all. */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<Composition> {
  const assets = options.assets ?? findAssets();
  const isShared = sharesLog(config);
  if (isShared) requireSharedSettings(config);
  const lock = await lockDataDir(config.dataDir);
  const logger = options.log ?? createLogger();
  const opened: Closing[] = [{ what: "lock of the data directory", close: () => lock.release() }];
  try {
    const [store, log] = await openEngines(config, assets, { logger, rewrite: options.rewrite }, opened);
    warnOfMissingWall(config, store, logger);
    return await assemble(config, assets, logger, { store, log, isShared }, opened);
  } catch (error) {
    await closeAll(opened.reverse(), logger);
    throw error;
  }
}

/** Whether other servers may append to the same log and fold into the same store. */
function sharesLog({ databaseUrl, eventLog }: Config): boolean {
  return databaseUrl !== undefined && eventLog.engine !== "lmdb";
}

async function openEngines(
  config: Config,
  assets: Assets,
  { logger, rewrite }: { logger: Logger; rewrite: ComposeOptions["rewrite"] },
  opened: Closing[],
): Promise<[Store, EventLog]> {
  const store = openStore({
    databaseUrl: config.databaseUrl,
    rowSecurity: config.rowSecurity,
    rewrite,
    shared: sharesLog(config),
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

/** A wall that was neither refused nor could be built: whoever runs the server believes that it stands. */
function warnOfMissingWall({ databaseUrl, rowSecurity }: Config, { isSecured }: Store, logger: Logger): void {
  if (databaseUrl === undefined || isSecured || rowSecurity === "off") return;
  logger.warn(
    "Projects are kept apart by the server's queries alone: the database's user may not make a role for them",
    {
      fix: "See self-hosting for the two statements of an administrator, or set RAPPORT_ROW_SECURITY=off",
    },
  );
}

type Engines = { store: Store; log: EventLog; isShared: boolean };

async function assemble(
  config: Config,
  assets: Assets,
  logger: Logger,
  { store, log, isShared }: Engines,
  opened: Closing[],
): Promise<Composition> {
  const hub = new Hub();
  const blobs = await openBlobStore(config);
  const outgoing = createOutgoing({ allowed: config.outgoingAllow });
  const { vectors, breakers } = await openVectorIndex(config, store, logger);
  const moderator = openModerator(config.moderation);
  const reranker = config.retrieval && openReranker(config.retrieval);
  const models = await openLanguageModel(config, store);
  const vault = await openVault(config, isShared);
  const companies = openCompanySources(config.companies, outgoing.fetch);
  const engines = { store, blobs, vectors, outgoing, companies, reranker, models, moderator, vault };
  const services = createServices(engines, config, logger, (projectId, ids) => links?.tellItems(projectId, ids));
  const links = isShared ? openLinks(services, config, hub) : undefined;
  const metrics = createMetrics();
  const maxBytes = store.engine === "pglite" ? EMBEDDED_STEP_BYTES : undefined;
  const recent = new RecentBatches(maxBytes);
  const wiring = { services, log, recent, hub, links, onStep: metrics.onStep, ...(maxBytes && { maxBytes }) };
  const { projector, guards } = openFold(wiring, { limits: config.limits, services, log, isShared });
  const instance = await ensureInstance(services, config);
  await links?.start(projector);
  await prepareProjects(services, config, assets, instance);
  const keeper = await createEventKeeper(services, config.retentionDays);
  await keeper.start();
  await projector.start();
  metrics.watch({ projector, ...guards, breakers: { ...guards.breakers, ...breakers } });
  const timers = await startHousekeeping({ services, log, projector, keeper, guards });
  let closing: Promise<void> | undefined;
  const lane = openLane(log, recent, projector, links);
  const working = [
    await followOrders(services, config.dataDir),
    ...(await startWorkers(services, lane, { isAlone: !isShared, tracing: config.tracing })),
  ];
  const shared = { instance, hub, guards, metrics, log, lane, projector, keeper, links };
  const surface = openSurface(toApiServices(services, config, { ...shared, isClosing: () => !!closing }));
  serveAssets(surface.app, assets, config.demo ? instance : undefined);
  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    const followers = [
      { what: "projector", close: () => projector.stop(DRAIN_MS) },
      { what: "links to other servers", close: async () => links?.stop() },
    ];
    await closeAll(
      [...working, ...followers, ...memoriesOf(services), ...guards.closings, ...opened.reverse()],
      logger,
    );
  }
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  return { ...surface, instance, services, workers: { projector }, lane, close: closeOnce };
}

function openLinks(services: Services, { leaseMs }: Config, hub: Hub): ServerLinks {
  return new ServerLinks({ ...services, node: randomUUID(), leaseMs, hub });
}

/** The consumer of the log, and the guards, who tell it when answers wait. */
function openFold(
  wiring: Omit<ProjectorWiring, "congestion">,
  options: Omit<GuardOptions, "projector">,
): { projector: Projector; guards: Guards } {
  const projector = createProjector({ ...wiring, congestion: () => guards.admission.congestion() });
  const guards = createGuards({ ...options, projector });
  return { projector, guards };
}

function openSurface(services: ApiServices): Pick<Composition, "app" | "direct" | "isOpen"> {
  return {
    app: createApp(services),
    direct: listenDirectly(services),
    isOpen: services.openProjectId !== undefined,
  };
}

/** Loads what each project answers from, before the first event is folded. */
async function prepareProjects(
  services: Services,
  config: Config,
  assets: Assets,
  { projectId }: Instance,
): Promise<void> {
  const ctx = { ...services, projectId, actor: { kind: "system" } as const };
  await rewrapConnections(services);
  await rewrapUserTokens(services);
  await rewrapLedgerKeys(services);
  warnOfSunsets(services.log, services.now());
  if (config.demo) await loadDemoCatalog(ctx, assets.storefrontDir);
  for (const project of await listProjects(services)) services.recommenders.get(project.id);
}
