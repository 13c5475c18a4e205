import { approvalRequestSchema } from "@rapport/contracts/approvals";
import { z } from "zod";

/** Pauses that no person ends: the end of another run, a time. */
const partPauseSchema = z.strictObject({ pause: z.literal("part"), runId: z.string() });
const restPauseSchema = z.strictObject({ pause: z.literal("rest"), untilMs: z.number() });

/** What a graph hands to the runtime when it pauses. */
export const pauseSchema = z.union([partPauseSchema, restPauseSchema, approvalRequestSchema]);
export type PartPause = z.infer<typeof partPauseSchema>;
export type RestPause = z.infer<typeof restPauseSchema>;
