import { hash } from "node:crypto";
import type { AuditRow } from "@rapport/store/queries/audit";

/** What the first entry of a chain follows. */
export const GENESIS = "0".repeat(64);

/** SHA-256 over everything an entry says and the hash of the one before it, with sorted keys: jsonb keeps no order. */
export function hashEntry(row: Omit<AuditRow, "hash" | "erasedBy">): string {
  const { projectId, seq, at, actor, action, target, before, after, requestId, previousHash } = row;
  const parts = [projectId, seq, at.toISOString(), actor, action, target, before ?? null, after ?? null, requestId];
  return hash("sha256", previousHash + JSON.stringify(parts.map(sortKeys)), "hex");
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sortKeys(part)]),
  );
}
