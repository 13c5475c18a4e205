import type { AgentRunDetail } from "@rapport/contracts/agents";
import type { CheckpointRow } from "@rapport/store/queries/agent-checkpoints";
import { z } from "zod";

const checkpointSchema = z.object({ ts: z.string() });
const metadataSchema = z.object({ step: z.number().int() });

/** What people see of a checkpoint: when it was written, and behind how many steps. */
export function readCheckpointHead({ id, checkpoint, metadata }: CheckpointRow): AgentRunDetail["checkpoints"][number] {
  const { ts: createdAt } = checkpointSchema.parse(JSON.parse(checkpoint));
  const { step } = metadataSchema.parse(JSON.parse(metadata));
  return { id, step, createdAt };
}
