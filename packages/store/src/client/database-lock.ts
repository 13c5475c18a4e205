import { setTimeout as sleep } from "node:timers/promises";
import { RapportError } from "@rapport/contracts/errors";
import postgres from "postgres";

/** Any constant works, so long as every Rapport process uses the same and no other lock does. */
const SERVER_LOCK = 7_210_935;
/** A server that was killed holds the lock until its connection is noticed to be gone. */
const TRIES = 12;
const RETRY_MS = 500;

/** `exclusive`: this server alone. `shared`: any number of servers that share an event log. */
export type LockMode = "exclusive" | "shared";

/**
 * Who may use a database together. A server with an event log of its own must be alone: its projector and its models
 * would not hear of what another one stores. Servers that share an event log hear of each other. The lock belongs to a
 * session of its own, so it goes with the process, however that ends.
 */
export class DatabaseLock {
  readonly #sql: postgres.Sql;
  readonly #mode: LockMode;
  #held: Promise<void> | undefined;

  constructor(url: string, mode: LockMode) {
    this.#mode = mode;
    this.#sql = postgres(url, {
      max: 1,
      max_lifetime: null,
      onnotice: () => {},
      connection: { application_name: "rapport-lock" },
      // The lock went with the session: whoever needs it next takes it anew, or learns that another server has it.
      onclose: () => {
        this.#held = undefined;
      },
    });
  }

  /**
   * Resolves at once while the lock is held, and takes it otherwise.
   * @throws RapportError `unavailable` when another server holds it for longer than a killed one could
   */
  hold(): Promise<void> {
    this.#held ??= this.#take().catch((error: unknown) => {
      this.#held = undefined;
      throw error;
    });
    return this.#held;
  }

  async release(): Promise<void> {
    await this.#sql.end({ timeout: 5 });
  }

  async #take(): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries++) {
      const [row] =
        this.#mode === "shared"
          ? await this.#sql`select pg_try_advisory_lock_shared(${SERVER_LOCK}) as held`
          : await this.#sql`select pg_try_advisory_lock(${SERVER_LOCK}) as held`;
      if (row?.held === true) return;
      if (tries < TRIES) await sleep(RETRY_MS);
    }
    throw new RapportError(
      "unavailable",
      this.#mode === "shared"
        ? "A Rapport server with an event log of its own uses this database. Stop it, or give all servers the same " +
            "shared event log."
        : "Another Rapport server uses this database. Stop it, or let all servers share an event log: one with a log of " +
            "its own must be alone.",
    );
  }
}
