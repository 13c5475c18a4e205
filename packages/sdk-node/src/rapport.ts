import type { CloseReport } from "./base-client.ts";
import { BaseClient } from "./base-client.ts";
import { exchangeByNode } from "./exchange-by-node.ts";
import { watchExit } from "./exit-hooks.ts";
import type { AnyEvents } from "./inputs.ts";
import { createCompress, nodeEnvironment } from "./node-environment.ts";
import type { NodeOptions, Settings } from "./options.ts";
import { readOptions } from "./options.ts";
import { PackedQueue } from "./packed-queue.ts";
import type { Platform } from "./platform.ts";
import { Spool } from "./spool/spool.ts";

/**
 * Client of one Rapport project for back ends. Calls return at once and never throw; events travel in the background,
 * and problems arrive at `onError`. Make one per process and close it at the end.
 */
export class Rapport<Events extends object = AnyEvents> extends BaseClient<Events> {
  readonly #unwatch: () => void;

  /** @throws TypeError when `writeKey` or `host` is missing */
  constructor(options: NodeOptions) {
    const settings = readOptions(options);
    const { exitTimeoutMs } = settings;
    const { flushOnSignals = true } = options;
    const intake = chooseIntake(settings, options);
    super(intake ? { ...settings, ...nearBounds(settings) } : settings, {
      environment: nodeEnvironment,
      compress: createCompress(),
      exchange: exchangeByNode,
      intake,
    });
    const actions = {
      pending: () => this.stats().pending,
      deliver: () => this.flush({ timeoutMs: exitTimeoutMs }),
      end: () => this.end(),
      leave: () => this.leave(),
    };
    this.#unwatch = watchExit(actions, flushOnSignals);
  }

  override async close(options: { timeoutMs?: number } = {}): Promise<CloseReport> {
    const report = await super.close(options);
    this.#unwatch();
    return report;
  }
}

const DEFAULT_SPOOL_BYTES = 1024 ** 3;

/** The queue in front of an intake: what several requests at once can take, as objects; everything else is bytes. */
const NEAR_QUEUE = { queueEvents: 4_000, queueBytes: 4 * 1024 * 1024 };

function nearBounds({ queueEvents, queueBytes }: Settings): { queueEvents: number; queueBytes: number } {
  return {
    queueEvents: Math.min(queueEvents, NEAR_QUEUE.queueEvents),
    queueBytes: Math.min(queueBytes, NEAR_QUEUE.queueBytes),
  };
}

/** A spool if there is a folder for it; else memory for what the near queue does not hold, if the bounds allow more. */
function chooseIntake(settings: Settings, options: NodeOptions): Platform["intake"] {
  const { spoolDir, spoolBytes = DEFAULT_SPOOL_BYTES } = options;
  const { eventBytes, overflow, queueBytes, queueEvents } = settings;
  if (spoolDir) {
    const spool = { ...settings, folder: spoolDir, maxBytes: spoolBytes };
    return { keeps: true, open: (delivery) => new Spool(delivery, spool) };
  }
  const maxBytes = queueBytes - NEAR_QUEUE.queueBytes;
  const maxEvents = queueEvents - NEAR_QUEUE.queueEvents;
  if (maxBytes <= 0 || maxEvents <= 0) return undefined;
  const bounds = { maxBytes, maxEvents, eventBytes, overflow };
  return { keeps: false, open: (delivery) => new PackedQueue(delivery, bounds) };
}
