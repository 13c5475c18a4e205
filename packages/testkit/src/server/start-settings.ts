import { readFileSync } from "node:fs";

/** What `npm start` gives Node: arguments, and variables of the environment that are read before the first line runs. */
export type StartSettings = { args: string[]; env: Record<string, string> };

/** A word that the shell leaves out where there is no Postgres server. */
const BESIDE_POSTGRES = /^\$\{DATABASE_URL:\+(.+)\}$/;

/**
 * How `npm start` starts Node: what is measured is what runs.
 * @param databaseUrl the Postgres server; undefined or empty is the embedded engine
 */
export function readStartSettings(databaseUrl: string | undefined): StartSettings {
  const words = readStartCommand()
    .split(" ")
    .flatMap((word) => {
      const beside = BESIDE_POSTGRES.exec(word)?.[1];
      if (beside === undefined) return [word];
      return databaseUrl ? [beside] : [];
    });
  return {
    args: words.filter((word) => word.startsWith("--")),
    env: Object.fromEntries(
      words.flatMap((word) => [...word.matchAll(/^([A-Z_]+)=(.+)$/g)].map(([, name, value]) => [name, value])),
    ),
  };
}

/** The command behind `npm start`. */
export function readStartCommand(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"));
  return String(Object(Object(manifest).scripts).start);
}
