import { randomBytes } from "node:crypto";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import postgres from "postgres";
import { describe } from "vitest";
import { openPostgresEventLog } from "./postgres.ts";

const serverUrl = process.env.DATABASE_URL ?? "";

describe.skipIf(!serverUrl)("postgres", () => {
  eventLogConformance("postgres", async () => {
    const schema = `log_${randomBytes(6).toString("hex")}`;
    const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
    await sql.unsafe(`create schema ${schema}`);
    const url = new URL(serverUrl);
    url.searchParams.set("search_path", schema);
    return {
      open: () => openPostgresEventLog({ url: url.href }),
      async remove() {
        await sql.unsafe(`drop schema ${schema} cascade`);
        await sql.end();
      },
    };
  });
});
