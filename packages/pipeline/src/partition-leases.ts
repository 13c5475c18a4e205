import type { Services } from "@rapport/domain/context";
import { prepareLeases } from "@rapport/domain/events/prepare-leases";
import { releaseLeases } from "@rapport/domain/events/release-leases";
import type { LeaseState } from "@rapport/domain/events/renew-leases";
import { renewLeases } from "@rapport/domain/events/renew-leases";
import { describeFailure } from "./classify-failure.ts";

/** How a server takes part in folding a log together with others. */
export type LogShare = {
  /** Name of this server, of its own for each start. */
  node: string;
  /** Life of a lease without a renewal. */
  ttlMs?: number;
  /** Called when the others should renew their leases now, because there is something to take or to give. */
  onChanged?: () => void;
};

export type PartitionLeasesOptions = {
  services: Services;
  logId: string;
  /** Name of this server, of its own for each start. */
  node: string;
  /** Life of a lease after a renewal; a server that is silent for longer loses its partitions to the others. */
  ttlMs?: number;
  /** Called after each renewal with the partitions that are new here, and with those of others: how far they are folded. */
  onRenewed: (state: LeaseState) => void;
  /** Called when others could take or have to give something now, instead of at their next renewal. */
  onChanged?: () => void;
};

const TTL_MS = 15_000;
/** Renewals per life of a lease: two may fail. */
const RENEWALS = 3;

/**
 * The partitions of a shared log that this server may fold. Servers converge on an even split: who has more than its share
 * gives the rest back as soon as no transaction uses it, who has less takes what is free. Being wrong about a lease is
 * harmless, because the fold's transaction checks its epoch; it only repeats work.
 */
export class PartitionLeases {
  readonly #options: Required<PartitionLeasesOptions>;
  /** Epoch by partition of what is held. */
  #epochs = new Map<number, number>();
  /** Held, but over the share: no longer folded, and given back once no transaction uses it. */
  #leaving = new Set<number>();
  #inUse: ReadonlySet<number> = new Set();
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #stopped = false;

  constructor(options: PartitionLeasesOptions) {
    this.#options = { ttlMs: TTL_MS, onChanged: () => {}, ...options };
  }

  get node(): string {
    return this.#options.node;
  }

  /** Joins the servers that share the log. @throws what the store throws */
  async start(): Promise<void> {
    const { services, logId } = this.#options;
    await prepareLeases(services, logId);
    await this.#renewOnce();
    this.#plan();
    this.#options.onChanged();
  }

  /** Epoch under which a partition may be folded; undefined when it is not this server's to fold. */
  epochOf(partition: number): number | undefined {
    return this.#leaving.has(partition) ? undefined : this.#epochs.get(partition);
  }

  /** Says which partitions a transaction uses from now on: none of them is given back before `endUse`. */
  beginUse(partitions: readonly number[]): void {
    this.#inUse = new Set(partitions);
  }

  endUse(): void {
    this.#inUse = new Set();
    if (this.#leaving.size > 0) void this.renewNow();
  }

  /** Renews before the time; joins a renewal that is under way. What fails is told and tried again. */
  renewNow(): Promise<void> {
    this.#renewing ??= this.#tryRenew().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Gives everything back at once. */
  async stop(): Promise<void> {
    const { services, logId, node } = this.#options;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#renewing;
    this.#epochs = new Map();
    try {
      await releaseLeases(services, { logId, node });
      this.#options.onChanged();
    } catch (error) {
      services.log.warn("The leases could not be given back and will run out", { error: describeFailure(error) });
    }
  }

  async #tryRenew(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#renewOnce();
    } catch (error) {
      this.#options.services.log.warn("The leases could not be renewed", { error: describeFailure(error) });
    }
    this.#plan();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.renewNow(), this.#options.ttlMs / RENEWALS).unref();
  }

  async #renewOnce(): Promise<void> {
    const { services, logId, node, ttlMs } = this.#options;
    const release = [...this.#leaving].filter((partition) => !this.#inUse.has(partition));
    const state = await renewLeases(services, { logId, node, ttlMs, release });
    if (this.#stopped) return;
    const before = this.#epochs;
    this.#epochs = new Map(
      state.flatMap(({ partition, epoch }) => (epoch === undefined ? [] : [[partition, epoch] as const])),
    );
    this.#leave(state[0]?.share ?? 0);
    if (this.#epochs.size !== before.size) {
      services.log.info("Partitions of the event log are shared anew", { node, held: this.#epochs.size });
    }
    this.#options.onRenewed(state.filter(({ partition, epoch }) => !epoch || before.get(partition) !== epoch));
    if (release.length > 0) this.#options.onChanged();
    if ([...this.#leaving].some((partition) => !this.#inUse.has(partition))) setImmediate(() => void this.renewNow());
  }

  /** What is over the share goes, the highest partitions first. */
  #leave(share: number): void {
    const held = [...this.#epochs.keys()].sort((a, b) => a - b);
    this.#leaving = new Set(held.slice(share));
  }
}
