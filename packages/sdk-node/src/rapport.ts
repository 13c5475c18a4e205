import type { CloseReport } from "./base-client.ts";
import { BaseClient } from "./base-client.ts";
import { watchExit } from "./exit-hooks.ts";
import { compressBody, nodeEnvironment } from "./node-environment.ts";
import type { NodeOptions } from "./options.ts";
import { readOptions } from "./options.ts";
import { Spool } from "./spool/spool.ts";

/**
 * Client of one Rapport project for back ends. Calls return at once and never throw; events travel in the background,
 * and problems arrive at `onError`. Make one per process and close it at the end.
 */
export class Rapport extends BaseClient {
  readonly #unwatch: () => void;

  /** @throws TypeError when `writeKey` or `host` is missing */
  constructor(options: NodeOptions) {
    const settings = readOptions(options);
    const { spoolDir, spoolBytes = DEFAULT_SPOOL_BYTES, flushOnSignals = true } = options;
    const { exitTimeoutMs } = settings;
    super(settings, {
      environment: nodeEnvironment,
      compress: compressBody,
      openIntake: spoolDir
        ? (delivery) => new Spool(delivery, { ...settings, folder: spoolDir, maxBytes: spoolBytes })
        : undefined,
    });
    const actions = {
      pending: () => this.stats().pending,
      deliver: () => this.flush({ timeoutMs: exitTimeoutMs }),
      leave: () => this.abandon(),
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
