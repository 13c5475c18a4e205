import { expect, test } from "vitest";
import { runResends } from "./run-resends.ts";

const databaseUrl = process.env.DATABASE_URL;

test.skipIf(!databaseUrl)(
  "copies of messages before and after kills and midnights are stored, counted and metered once",
  async () => {
    const outcome = await runResends({
      databaseUrl: databaseUrl ?? "",
      messages: 6_000,
      share: 0.2,
      restarts: 1,
      days: 3,
      faketime: undefined,
      seed: 7,
    });
    expect(outcome).toMatchObject({
      stored: 6_000,
      doubled: 0,
      missing: 0,
      folded: 6_000,
      metered: 6_000,
      deadLetters: 0,
    });
    expect(outcome.copies).toBeGreaterThan(1_000);
  },
);
