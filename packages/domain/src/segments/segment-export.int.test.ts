import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { listDeliveries } from "../webhooks/list-deliveries.ts";
import { createWebhook } from "../webhooks/webhooks.ts";
import { createSegment } from "./put-segment.ts";
import { handleSegmentExport, requestExport } from "./segment-export.ts";
import { workThroughSegment } from "./work-through.ts";

describeOnBothEngines("export of a segment to a webhook", ({ store }) => {
  test("each member is sent once, also when the export is cut off and goes on, however large their traits", async () => {
    const { services } = createTestServices(store());
    const ctx = { ...services, projectId: "prj_export", actor: { kind: "system" } as const };
    const people = Array.from({ length: 450 }, (_, i) => {
      const traits = Object.fromEntries(
        Array.from({ length: i === 7 ? 200 : 3 }, (_, n) => [`t${n}`, "x".repeat(1_900)]),
      );
      const identify = { type: "identify", name: "identify", payload: { traits } } as const;
      return enrichedEvent({ ...identify, projectId: ctx.projectId, userId: `u${i}`, anonymousId: undefined });
    });
    await recordEvents(ctx, { logId: ctx.projectId, steps: [], events: people });
    const { id } = await createSegment(ctx, { name: "All", description: "", text: "everyone" });
    while (await workThroughSegment(ctx));
    const webhook = await createWebhook(ctx, { url: "https://example.com/", description: "", enabled: true });
    const job = await requestExport(ctx, { segmentId: id, webhookId: webhook.id });
    const saved: unknown[] = [];
    const running = {
      id: job.id,
      input: job.input,
      attempt: 1,
      checkpoint: undefined,
      signal: new AbortController().signal,
      report: () => undefined,
      saveCheckpoint: async (value: unknown) => {
        saved.push(value);
        if (saved.length === 1) throw new Error("cut off");
      },
    };
    await expect(handleSegmentExport.run(ctx, running)).rejects.toThrow("cut off");
    const result = await handleSegmentExport.run(ctx, running);
    const { data } = await listDeliveries(ctx, { webhookId: webhook.id, limit: 100 });
    const sent = data.map(({ payload }) => Object(payload).data).sort((a, b) => a.message - b.message);
    const members = sent.flatMap((part) => part.members.map((member: { userId: string }) => member.userId));
    expect(result).toEqual({ members: 450, messages: sent.length });
    expect(new Set(members).size).toBe(450);
    expect(members).toHaveLength(450);
    expect(sent.map((part) => part.isLast)).toEqual(sent.map((_, i) => i === sent.length - 1));
    await expect(requestExport(ctx, { segmentId: id, webhookId: "whk_no" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
