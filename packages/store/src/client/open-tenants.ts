import { RapportError } from "@rapport/contracts/errors";
import { connectPostgres, MAX_CONNECTIONS, runOn, toStatement } from "./connect-postgres.ts";
import type { RunStatement, Store } from "./database.ts";
import { createDatabase } from "./database.ts";
import type { PostgresStore } from "./open-postgres.ts";
import { secureRows } from "./secure-rows.ts";
import { TenantPool } from "./tenant-pool.ts";
import { TENANT_ROLE } from "./tenant-role.ts";

/** Projects that a process remembers the handle of. */
const KEPT_HANDLES = 5_000;

export type TenantOptions = {
  /**
   * Whether statements of a project run as a role that sees its rows only. `auto`, the default: where the database's user may
   * make such a role.
   */
  rowSecurity?: "auto" | "on" | "off" | undefined;
  statementTimeoutMs?: number | undefined;
  /** For tests of the wall: changes the text of a project's statement before it is sent. */
  rewrite?: ((text: string) => string) | undefined;
};

/**
 * The store, with a handle for each project by which its rows alone can be reached.
 * @throws RapportError unavailable when that is demanded and the database's user may not make the role
 */
export async function openTenants(url: string, { store, hold }: PostgresStore, options: TenantOptions): Promise<Store> {
  const { rowSecurity = "auto", rewrite } = options;
  const isSecured = rowSecurity !== "off" && (await store.withTransaction(secureRows));
  if (rowSecurity === "on" && !isSecured) {
    throw new RapportError(
      "unavailable",
      `RAPPORT_ROW_SECURITY is on, and the user of DATABASE_URL may not make the role ${TENANT_ROLE}: let an administrator ` +
        `run "create role ${TENANT_ROLE} nologin; grant ${TENANT_ROLE} to <user>", or set it to auto`,
    );
  }
  if (!isSecured && rewrite === undefined) return store;
  const role = isSecured ? TENANT_ROLE : undefined;
  const pool = new TenantPool(MAX_CONNECTIONS, (onclose) =>
    connectPostgres(url, { ...options, role, max: 1, onclose }),
  );
  const handles = new Map<string, Store>();
  const whole: Store = {
    ...store,
    isSecured,
    forProject(projectId) {
      const handle = handles.get(projectId) ?? openTenant(whole, pool, { projectId, hold, rewrite });
      if (handles.size > KEPT_HANDLES) handles.clear();
      handles.set(projectId, handle);
      return handle;
    },
    async close() {
      await pool.end();
      await store.close();
    },
  };
  return whole;
}

type TenantPlace = { projectId: string; hold: PostgresStore["hold"]; rewrite: TenantOptions["rewrite"] };

function openTenant(whole: Store, pool: TenantPool, { projectId, hold, rewrite = (text) => text }: TenantPlace): Store {
  const run: RunStatement = async (text, params, rowMode) => {
    await hold();
    return pool.run(projectId, (sql) => toStatement(sql, rewrite(text), params, rowMode));
  };
  return {
    ...whole,
    db: createDatabase(run),
    guarded: (guard) => createDatabase((...statement) => guard(() => run(...statement), statement[0])),
    withTransaction: async (work) => {
      await hold();
      return pool.begin(projectId, (tx, guard) => {
        const runInside = guard(runOn(tx));
        return work(createDatabase((text, ...rest) => runInside(rewrite(text), ...rest)));
      });
    },
    runScript: () => Promise.reject(new Error("Scripts are for the owner of the tables")),
    // The connections are the whole store's.
    close: async () => {},
  };
}
