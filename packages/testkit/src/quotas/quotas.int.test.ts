import { expect, test } from "vitest";
import { runQuotas } from "./run-quotas.ts";

const databaseUrl = process.env.DATABASE_URL;

test.skipIf(!databaseUrl)(
  "three servers let through exactly what one day of the free plan holds, and meter what is stored",
  async () => {
    const outcome = await runQuotas({ databaseUrl: databaseUrl ?? "", plan: "free", servers: 3, events: 2_000 });
    expect(outcome).toMatchObject({ accepted: 1_000, stored: 1_000, metered: 1_000 });
  },
);
