import type { Connection, ConnectionProvider } from "@rapport/contracts/connections";
import { CONNECTION_PROVIDERS } from "@rapport/contracts/connections";
import type { ConnectionRow } from "@rapport/store/queries/connections";
import { listConnectionRows } from "@rapport/store/queries/connections";
import type { Context } from "../context.ts";

/** The project's connections, to one service where it is named, and what it could be connected to. */
export async function listConnections(
  ctx: Context,
  { provider }: { provider?: ConnectionProvider | undefined } = {},
): Promise<{ data: Connection[]; available: ConnectionProvider[] }> {
  const rows = await listConnectionRows(ctx.store.db, ctx.projectId);
  const asked = rows.filter((row) => row.provider === (provider ?? row.provider));
  const available = CONNECTION_PROVIDERS.filter((each) => ctx.vault.clients[each] !== undefined);
  return { data: asked.map(toConnection), available };
}

/** A connection as it is told: all but the tokens. */
export function toConnection(row: ConnectionRow): Connection {
  const { id, provider, account, scopes, reason, expiresAt, createdAt, refreshedAt } = row;
  return {
    ...{ id, provider, account, scopes, reason },
    state: reason === null ? "connected" : "disconnected",
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    refreshedAt: refreshedAt.toISOString(),
  };
}
