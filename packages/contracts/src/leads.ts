import { z } from "zod";
import { RULE_LIMITS } from "./segment-rules.ts";

/** Where a lead stands with those who sell. `dismissed`: it is none, and is not proposed again. */
export const LEAD_STAGES = ["new", "contacted", "qualified", "won", "lost", "dismissed"] as const;
export type LeadStage = (typeof LEAD_STAGES)[number];

/** Fit by letter, engagement by number; the two are never blended in a grade. C3 is no lead. */
export const LEAD_GRADES = ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"] as const;
export type LeadGrade = (typeof LEAD_GRADES)[number];

/** How a lead came: by what somebody did, from a file, from a CRM. */
const LEAD_SOURCES = ["behaviour", "import", "crm"] as const;

/** Bounds of leads. */
export const LEAD_LIMITS = {
  /** Criteria of the ideal customer, and events with points of their own. */
  criteria: 30,
  nameLength: 120,
  points: 100,
  reasonLength: 500,
  /** Changes of one lead that are told. */
  changes: 200,
  /** Leads of one proposal. */
  proposal: 200,
} as const;

const pointsSchema = z.number().int().min(-LEAD_LIMITS.points).max(LEAD_LIMITS.points);
const shareSchema = z.number().min(0).max(100);

/** One thing about a person that makes them more or less like an ideal customer. */
const fitCriterionSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "must be lower-case letters, digits and _, a letter first"),
  name: z.string().trim().min(1).max(LEAD_LIMITS.nameLength),
  /** Whom it holds for: a rule of the segment language, in words. */
  text: z.string().min(1).max(RULE_LIMITS.textLength),
  /** Below zero for what speaks against it. */
  points: pointsSchema.refine((points) => points !== 0, "must not be 0"),
});
export type FitCriterion = z.infer<typeof fitCriterionSchema>;

/** What one occurrence of an event says at the moment it happens. */
const leadSignalSchema = z.strictObject({
  event: z.string().min(1).max(200),
  points: z.number().int().min(0).max(LEAD_LIMITS.points),
});

/** What makes a lead in a project: body of `PUT /api/v1/leads/criteria`. */
export const putLeadCriteriaSchema = z.strictObject({
  /** Category of consent that a person must have granted to be a lead. Who withdraws it is none from that moment. */
  consent: z.string().min(1).max(100).default("marketing"),
  fit: z
    .array(fitCriterionSchema)
    .max(LEAD_LIMITS.criteria)
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, "keys must differ")
    .refine((all) => all.length === 0 || all.some(({ points }) => points > 0), "one must have more than 0 points"),
  signals: z.array(leadSignalSchema).max(LEAD_LIMITS.criteria).default([]),
  /** Points of an event that is not listed. */
  otherPoints: z.number().int().min(0).max(LEAD_LIMITS.points).default(1),
  /** Days after which an event counts half. */
  halfLifeDays: z.number().int().min(1).max(365).default(14),
  /** Points, by their age, at which engagement is 50 of 100. */
  halfPoints: z.number().int().min(1).max(10_000).default(20),
  /** Goal of intents whose probability counts as much as the events, once a model answers it. */
  goal: z.string().min(1).max(63).default("purchase"),
  /** Least fit of A and of B, least engagement of 1 and of 2. */
  thresholds: z
    .strictObject({ a: shareSchema, b: shareSchema, one: shareSchema, two: shareSchema })
    .refine(({ a, b, one, two }) => a > b && one > two, "a must be above b, and one above two")
    .default({ a: 70, b: 40, one: 70, two: 40 }),
});
export type PutLeadCriteria = z.infer<typeof putLeadCriteriaSchema>;

export const leadCriteriaSchema = putLeadCriteriaSchema.extend({
  /** Grows with every change; 0 while they are the ones that every project begins with. */
  version: z.number().int(),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
  /** When everybody was scored last. */
  scoredAt: z.string().nullable(),
});
export type LeadCriteria = z.infer<typeof leadCriteriaSchema>;

/** One reason of a score: what it is about, what it adds, and what says so. */
export const leadReasonSchema = z.object({
  axis: z.enum(["fit", "engagement"]),
  /** Key of a criterion, `event:…`, `intent:…` or `trait:…`. */
  code: z.string(),
  text: z.string(),
  /** What it adds to the axis, of 100; all reasons of an axis add up to it, apart from its bounds. */
  points: z.number(),
  /** The events, the trait or the probability that it rests on. */
  evidence: z.string(),
});
export type LeadReason = z.infer<typeof leadReasonSchema>;

/** A person who qualifies for sales. */
export const leadSchema = z.object({
  id: z.string(),
  profileId: z.string(),
  userId: z.string().nullable(),
  traits: z.record(z.string(), z.unknown()),
  grade: z.enum(LEAD_GRADES),
  /** √((fit + 1) · (engagement + 1)) − 1, 0 to 100: the order of lists, no probability. */
  score: z.number(),
  fit: z.number(),
  engagement: z.number(),
  reasons: z.array(leadReasonSchema),
  stage: z.enum(LEAD_STAGES),
  /** The member who looks after it. */
  ownerId: z.string().nullable(),
  source: z.enum(LEAD_SOURCES),
  lastSeenAt: z.string(),
  scoredAt: z.string(),
  createdAt: z.string(),
});
export type Lead = z.infer<typeof leadSchema>;
export const leadPageSchema = z.object({ data: z.array(leadSchema), nextCursor: z.string().nullable() });

const leadChangeSchema = z.object({
  at: z.string(),
  actor: z.string(),
  /** `crm`: it was written into one; `to` is `hubspot 123`. */
  what: z.enum(["stage", "owner", "crm"]),
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.string(),
});
/** One lead with what was done with it, the latest first. */
export const leadDetailSchema = leadSchema.extend({ changes: z.array(leadChangeSchema) });
export type LeadDetail = z.infer<typeof leadDetailSchema>;

/** The best, the newest or the latest seen first; the last as of when each was scored, which whoever does something is again. */
export const LEAD_SORTS = ["score", "newest", "active"] as const;
/** What a list of leads can be narrowed to. */
export const leadFilterSchema = z.object({
  stage: z.enum(LEAD_STAGES).optional(),
  grade: z.enum(LEAD_GRADES).optional(),
  /** A member's id, or `none`. */
  owner: z.string().min(1).max(64).optional(),
  segment: z.string().min(1).max(64).optional(),
  /** In ids and in the traits email, name and company. */
  search: z.string().min(1).max(200).optional(),
  minScore: z.coerce.number().min(0).max(100).optional(),
  sort: z.enum(LEAD_SORTS).default("score"),
});
export type LeadFilter = z.infer<typeof leadFilterSchema>;

/** Body of `POST /api/v1/leads/{leadId}/stage`. */
export const moveLeadSchema = z.strictObject({
  stage: z.enum(LEAD_STAGES),
  reason: z.string().max(LEAD_LIMITS.reasonLength).default(""),
});
export type MoveLead = z.infer<typeof moveLeadSchema>;
/** Body of `POST /api/v1/leads/{leadId}/assign`: a member of the workspace, or nobody. */
export const assignLeadSchema = z.strictObject({ ownerId: z.string().min(1).max(64).nullable() });
export type AssignLead = z.infer<typeof assignLeadSchema>;
