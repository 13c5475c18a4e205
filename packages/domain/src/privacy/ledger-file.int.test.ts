import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { findWords } from "@rapport/testkit/store/made-up-rows";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { findProfile } from "../profiles/find-profile.ts";
import { finishErasures } from "./finish-erasures.ts";
import { applyLedgerFile, writeLedgerFile } from "./ledger-file.ts";
import { listPrivacyRequests } from "./read-privacy-requests.ts";

const AT = Date.UTC(2026, 0, 5, 12);
let projects = 0;
let requests = 0;

describeOnBothEngines("a restored backup", ({ store }) => {
  function open() {
    const { services } = createTestServices(store());
    const projectId = `prj_restored${++projects}`;
    const record = (...batch: Partial<EnrichedEvent>[]) =>
      recordEvents(services, {
        logId: projectId,
        steps: [],
        events: batch.map((event) => enrichedEvent({ anonymousId: undefined, ...event, projectId })),
      });
    const erase = async (userId: string, suppress: boolean, minute: number) => {
      const privacy = { id: `prq_restored${++requests}`, act: "erase", suppress, requestedBy: "system" } as const;
      await record({ userId, receivedAtMs: AT + minute * 60_000, privacy });
      await finishErasures(services);
    };
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    return { ctx, record, erase };
  }

  /** What a copy of the store from before the erasures holds: the same people, and no ledger. */
  async function rewind(projectId: string): Promise<void> {
    for (const table of ["ledger_ids", "ledger_keys", "privacy_requests", "events", "profiles", "identities"])
      await readRows(store(), `delete from ${table} where project_id = '${projectId}'`);
  }

  test("loses whom the ledger says, by hashes alone, and leaves them out from then on", async () => {
    const { ctx, record, erase } = open();
    const before = [
      { userId: "canary66-ada", anonymousId: "canary66-device" },
      { userId: "canary66-bob" },
      { userId: "linnet66-cleo" },
    ].map((who) => ({ ...who, messageId: `of ${who.userId}` }));
    await record(...before);
    await erase("canary66-ada", true, 1);
    await erase("canary66-bob", false, 2);
    const file = await writeLedgerFile(ctx);
    expect(file).not.toContain("canary66");
    const ledger = await listPrivacyRequests(ctx, { limit: 10 });

    await rewind(ctx.projectId);
    await record(...before);
    expect(await findWords(store(), "canary66")).not.toEqual({});
    expect(await applyLedgerFile(ctx, file)).toEqual({ erased: 2, hashes: 6 });
    expect(await findWords(store(), "canary66")).toEqual({});
    expect(await findProfile(ctx, "linnet66-cleo")).toBeDefined();
    const told = ({ data }: typeof ledger) =>
      data.map(({ id, subject, requestedAt }) => ({ id, subject, requestedAt }));
    expect(told(await listPrivacyRequests(ctx, { limit: 10 })).sort(byId)).toEqual(told(ledger).sort(byId));

    const later = { receivedAtMs: AT + 3 * 60_000 };
    await record({ ...later, userId: "canary66-ada" }, { ...later, anonymousId: "canary66-device" });
    expect(await findWords(store(), "canary66")).toEqual({});
    // Who was not suppressed may come back, and is met by no second application.
    await record({ ...later, userId: "canary66-bob" });
    expect(await applyLedgerFile(ctx, file)).toEqual({ erased: 0, hashes: 6 });
    expect(await findProfile(ctx, "canary66-bob")).toBeDefined();
  });

  test("takes no ledger of another project, nor one beside a ledger of its own", async () => {
    const [one, other] = [open(), open()];
    await one.erase("canary67-ada", true, 1);
    await other.erase("canary67-bob", true, 1);
    const file = await writeLedgerFile(one.ctx);
    await expect(applyLedgerFile(other.ctx, file)).rejects.toThrow(one.ctx.projectId);
    await rewind(one.ctx.projectId);
    await one.erase("canary67-eve", true, 2);
    await expect(applyLedgerFile(one.ctx, file)).rejects.toThrow("ledger of its own");
    await expect(applyLedgerFile(one.ctx, "{}")).rejects.toThrow("no ledger");
  });
});

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
