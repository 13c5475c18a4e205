import { hash } from "node:crypto";

/**
 * Whether a person belongs to a placement's untreated group: always the same for one, and independent between placements.
 * Who is held out at a share is held out at every larger one, so that raising it moves nobody back.
 */
export function isHeldOut(input: {
  projectId: string;
  placement: string;
  share: number;
  subjectId: string | undefined;
}): boolean {
  if (input.share === 0 || input.subjectId === undefined) return false;
  const digest = hash("sha256", `holdout\0${input.projectId}\0${input.placement}\0${input.subjectId}`, "buffer");
  return digest.readUIntBE(0, 6) / 2 ** 48 < input.share;
}
