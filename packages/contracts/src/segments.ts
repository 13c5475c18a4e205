import { z } from "zod";
import { profileSummarySchema } from "./profiles.ts";
import type { SegmentRule } from "./segment-rules.ts";
import { RULE_LIMITS } from "./segment-rules.ts";

/** Limits of segments. */
export const SEGMENT_LIMITS = {
  /** Segments of one project. */
  segments: 500,
  nameLength: 100,
  descriptionLength: 2_000,
  /** People of one change of a list. */
  listChange: 1_000,
  /** People that a preview looks at all of, and of how many it looks at where there are more. */
  previewPeople: 2_000,
  previewPart: 1_000,
  /** People whom a preview names. */
  previewSample: 10,
} as const;

/** A rule in a body: `segmentRuleSchema` says what it may be, and faults are named by their place below `/rule`. */
const ruleBodySchema = z.record(z.string(), z.unknown()).meta({
  description: "A rule of the segment language",
  example: { type: "performed", event: "Order Completed", times: { min: 3 }, window: { last: "30d" } },
});

const definition = {
  /** The rule as JSON, or in words as `text`: one of the two. */
  rule: ruleBodySchema.optional(),
  text: z
    .string()
    .min(1)
    .max(RULE_LIMITS.textLength)
    .optional()
    .meta({ example: 'did "Order Completed" at least 3 times in last 30d' }),
};
const hasOne = (body: { rule?: unknown; text?: unknown }) => (body.rule === undefined) !== (body.text === undefined);
const ONE = { message: "give either a rule or its text", path: ["rule"] };

/** Body of `POST /api/v1/segments` and `PUT /api/v1/segments/{segmentId}`. */
export const putSegmentSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(SEGMENT_LIMITS.nameLength),
    description: z.string().max(SEGMENT_LIMITS.descriptionLength).default(""),
    ...definition,
  })
  .refine(hasOne, ONE);
export type PutSegment = z.infer<typeof putSegmentSchema>;

/** Body of `POST /api/v1/segments/preview`. */
export const previewSegmentSchema = z.strictObject(definition).refine(hasOne, ONE);
export type PreviewSegment = z.infer<typeof previewSegmentSchema>;

/** A segment, with how many are in it now. */
export const segmentSchema = z.object({
  /** `seg_…` */
  id: z.string(),
  name: z.string(),
  description: z.string(),
  // The type of the language; bodies describe it in words, because a schema that names itself stays behind a reference.
  rule: z.custom<SegmentRule>((value) => typeof value === "object" && value !== null).meta({ type: "object" }),
  /** The rule for people to read; a rule that is read from it is the same. */
  text: z.string(),
  /** Grows with every change of the rule. */
  version: z.number().int(),
  size: z.number().int(),
  /** False while people who were there before the rule are looked at: the size grows until it is true. */
  complete: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** A key's id, or `console`; null when unknown. */
  updatedBy: z.string().nullable(),
});
export type Segment = z.infer<typeof segmentSchema>;
export const segmentPageSchema = z.object({ data: z.array(segmentSchema), nextCursor: z.string().nullable() });

const segmentVersionSchema = z.object({
  version: z.number().int(),
  name: z.string(),
  text: z.string(),
  changedAt: z.string(),
  changedBy: z.string().nullable(),
});
export const segmentVersionsSchema = z.object({ data: z.array(segmentVersionSchema) });

const named = z.object({ id: z.string(), name: z.string() });

/** What rules of a project can name: as it was seen lately, the most frequent first. */
export const segmentVocabularySchema = z.object({
  events: z.array(z.object({ name: z.string(), properties: z.array(z.string()) })),
  traits: z.array(z.string()),
  consent: z.array(z.string()),
  computed: z.array(z.string()),
  goals: z.array(z.string()),
  lists: z.array(z.string()),
  segments: z.array(named),
  clusters: z.array(named),
});
export type SegmentVocabulary = z.infer<typeof segmentVocabularySchema>;

/** Body of `POST /api/v1/segments/{segmentId}/export`. */
export const exportSegmentSchema = z.strictObject({
  /** An endpoint of the project; it gets the members in messages of type `segment.members`. */
  webhookId: z.string().min(1).max(64),
});

export const segmentMemberSchema = profileSummarySchema
  .pick({ id: true, userId: true, identified: true, traits: true, eventCount: true, lastSeenAt: true })
  .extend({ enteredAt: z.string() });
export type SegmentMember = z.infer<typeof segmentMemberSchema>;
export const segmentMemberPageSchema = z.object({
  data: z.array(segmentMemberSchema),
  nextCursor: z.string().nullable(),
});

/** How many people a rule holds for now. */
export const segmentPreviewSchema = z.object({
  /** Exact when `exact` is true, else estimated from a part of all people. */
  count: z.number().int(),
  exact: z.boolean(),
  /** 95 % interval of the estimate (Wilson); both are the count when it is exact. */
  low: z.number().int(),
  high: z.number().int(),
  /** Living people of the project; estimated when `exact` is false. */
  people: z.number().int(),
  sample: z.array(profileSummarySchema),
  /** The rule as it was understood. */
  rule: segmentSchema.shape.rule,
  text: z.string(),
  tookMs: z.number(),
});
export type SegmentPreview = z.infer<typeof segmentPreviewSchema>;

/** One condition of a rule for one person: whether it holds, and what says so. */
const reasonSchema = z.object({
  /** JSON pointer of the condition in the rule, other segments put in their places. */
  pointer: z.string(),
  /** Groups that it stands in: a group is followed by its parts, which are one deeper. */
  depth: z.number().int(),
  /** The condition in words; of a group its kind. */
  text: z.string(),
  holds: z.boolean(),
  /** What is known that decides it, such as the value found or the latest times; empty for groups. */
  evidence: z.string(),
  /** When it may change though nothing happens; null when never. */
  until: z.string().nullable(),
});
export type Reason = z.infer<typeof reasonSchema>;
/** Why a person is in a segment, or is not: the whole rule first. */
export const segmentReasonsSchema = z.object({ holds: z.boolean(), data: z.array(reasonSchema) });
export type SegmentReasons = z.infer<typeof segmentReasonsSchema>;

/** Segments of one person. */
export const userSegmentsSchema = z.object({
  data: z.array(segmentSchema.pick({ id: true, name: true }).extend({ enteredAt: z.string() })),
});
export type UserSegments = z.infer<typeof userSegmentsSchema>;

/** Size of a segment over time: entries and exits of each hour in which there were any. */
export const segmentHistorySchema = z.object({
  data: z.array(
    z.object({ hour: z.string(), entered: z.number().int(), exited: z.number().int(), size: z.number().int() }),
  ),
});
export type SegmentHistory = z.infer<typeof segmentHistorySchema>;

const userIds = z.array(z.string().min(1).max(255)).max(SEGMENT_LIMITS.listChange).default([]);
/** Body of `POST /api/v1/segments/lists/{list}`: user ids or profile ids. */
export const changeListSchema = z.strictObject({ add: userIds, remove: userIds });
export const changedListSchema = z.object({
  added: z.number().int(),
  removed: z.number().int(),
  /** Ids that lead to nobody; they were left out. */
  unknown: z.array(z.string()),
});
export const segmentListsSchema = z.object({
  data: z.array(z.object({ name: z.string(), people: z.number().int() })),
});
