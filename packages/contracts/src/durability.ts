import { z } from "zod";

/**
 * What an event survives once the tracking API has answered for it, each including all that stand below it:
 * - `replicated`: the loss of one node of the log; several keep it
 * - `disk`: a power cut of the log's machine; it was synced before the answer
 * - `second`: as `disk`, but a power cut may take what was answered during the last second or two
 * - `process`: the end of the log's own process; a power cut may take more
 * - `memory`: the end of the answering process only
 *
 * `unknown`: the engine does not say, as is usual for hosted ones; its provider's promise holds.
 */
export const durabilitySchema = z.enum(["replicated", "disk", "second", "process", "memory", "unknown"]);
export type Durability = z.infer<typeof durabilitySchema>;
