import { randomBytes } from "node:crypto";
import postgres from "postgres";

/** A database of its own on a Postgres server. */
export type FreshDatabase = { url: string; drop: () => Promise<void> };

/** Makes an empty database beside the one that `serverUrl` names. */
export async function createFreshDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `rapport_test_${randomBytes(6).toString("hex")}`;
  await runStatement(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  // Force: a server that a test has killed may still hold connections.
  return { url: url.href, drop: () => runStatement(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function runStatement(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
