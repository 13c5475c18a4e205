import { z } from "zod";
import type { Area } from "./access.ts";

/** Kinds of things that are found by name or id, each with the area that one must be allowed to read to find it. */
export const FOUND_KINDS = {
  segment: "segments",
  campaign: "campaigns",
  placement: "placements",
  experiment: "experiments",
  content: "content",
  document: "knowledge",
  trigger: "triggers",
  webhook: "webhooks",
  connection: "connections",
  run: "agents",
  approval: "approvals",
  job: "jobs",
  key: "keys",
  member: "members",
  role: "roles",
  cluster: "segments",
  computedTrait: "computed traits",
  goal: "intents",
  planEvent: "tracking plan",
  claim: "text safety",
} as const satisfies Record<string, Area>;
export type FoundKind = keyof typeof FOUND_KINDS;

/** Most that are found of one kind. */
export const FOUND_LIMIT = 6;

/** Query of `GET /api/v1/search`. */
export const searchSchema = z.strictObject({
  /** A part of a name, whatever its case; or the beginning of an id. */
  q: z.string().trim().min(1).max(200),
});
export type Search = z.infer<typeof searchSchema>;

/** A thing that was found. */
export const foundSchema = z.object({
  kind: z.enum(Object.keys(FOUND_KINDS) as [FoundKind, ...FoundKind[]]), // as: they are its keys, and there are some
  /** What its own route and its screen know it by. */
  id: z.string(),
  name: z.string(),
  /** What tells it from others of the same name: a key's beginning, a member's address; null where there is nothing. */
  note: z.string().nullable(),
});
export type Found = z.infer<typeof foundSchema>;
/** By kind, of each the best first: what is called so, then what begins so, then what holds it. */
export const foundListSchema = z.object({ data: z.array(foundSchema) });
