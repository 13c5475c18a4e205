import { randomBytes } from "node:crypto";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import { openCuttableLine } from "@rapport/testkit/event-log/cuttable-line";
import postgres from "postgres";
import { describe } from "vitest";
import { openPostgresEventLog } from "./postgres.ts";

const serverUrl = process.env.DATABASE_URL;

describe.runIf(serverUrl)("postgres", () => {
  eventLogConformance("postgres", createFixture, { shared: true });
});

/** A schema of its own on the server. */
async function createFixture() {
  const schema = `log_${randomBytes(6).toString("hex")}`;
  const sql = postgres(serverUrl ?? "", { max: 1, onnotice: () => {} });
  await sql.unsafe(`create schema ${schema}`);
  const url = new URL(serverUrl ?? "");
  url.searchParams.set("search_path", schema);
  const closings: (() => Promise<void>)[] = [];
  return {
    open: () => openPostgresEventLog({ url: url.href }),
    async openOverLine() {
      const line = await openCuttableLine({ host: url.hostname, port: Number(url.port) });
      closings.push(line.close);
      const over = new URL(url);
      over.host = `127.0.0.1:${line.port}`;
      return { log: await openPostgresEventLog({ url: over.href }), ...line };
    },
    async remove() {
      for (const close of closings) await close();
      await sql.unsafe(`drop schema ${schema} cascade`);
      await sql.end();
    },
  };
}
