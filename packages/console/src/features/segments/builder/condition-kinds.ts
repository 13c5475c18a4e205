import type { LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";
import { t } from "../../../lib/text.ts";

/** Kinds of conditions that have boxes, and what each begins as. All others are edited in words. */
export const KINDS = {
  performed: {
    label: t("did"),
    start: { type: "performed", event: "", window: { last: "30d" } },
  },
  last_performed: { label: t("last did"), start: { type: "last_performed", event: "" } },
  first_performed: { label: t("first did"), start: { type: "first_performed", event: "" } },
  sequence: {
    label: t("in this order"),
    start: { type: "sequence", steps: [{ event: "Product Added" }], unless: { event: "Order Completed", for: "1h" } },
  },
  trait: {
    label: t("trait"),
    start: { type: "trait", path: ["plan"], is: { operator: "exists" } },
  },
  computed: {
    label: t("computed trait"),
    start: { type: "computed", key: "", is: { operator: "at_least", value: 1 } },
  },
  intent: {
    label: t("intent"),
    start: { type: "intent", goal: "purchase", is: { operator: "at_least", value: 0.3 } },
  },
  score: {
    label: t("score"),
    start: { type: "score", name: "rfm_segment", is: { operator: "equals", value: "Champions" } },
  },
  cluster: { label: t("cluster"), start: { type: "cluster", id: "" } },
  consent: { label: t("consent"), start: { type: "consent", category: "", state: "granted" } },
  segment: { label: t("segment"), start: { type: "segment", id: "" } },
  list: { label: t("list"), start: { type: "list", name: "" } },
  email: { label: t("can be e-mailed"), start: { type: "email" } },
  everyone: { label: t("everyone"), start: { type: "everyone" } },
} satisfies Partial<Record<LeafRule["type"], { label: string; start: LeafRule }>>;
type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[]; // as: the keys of the literal above, to which nothing adds

/** A new condition of a kind. */
export function startOf(kind: Kind): LeafRule {
  // as: each start satisfies it, see above
  return structuredClone(KINDS[kind].start) as LeafRule;
}

export type Group = Extract<SegmentRule, { nodes: SegmentRule[] }>;

/** What a rule is without a `not` around it, and whether there is one. */
export function unwrap(rule: SegmentRule): { node: SegmentRule; negated: boolean } {
  return rule.type === "not" ? { node: rule.node, negated: true } : { node: rule, negated: false };
}

export function wrap(node: SegmentRule, negated: boolean): SegmentRule {
  return negated ? { type: "not", node } : node;
}

export function isGroup(rule: SegmentRule): rule is Group {
  return rule.type === "and" || rule.type === "or";
}

/** The outermost group: a rule of one condition stands in one. */
export function toGroup(rule: SegmentRule | undefined): Group {
  if (!rule) return { type: "and", nodes: [] };
  return isGroup(rule) ? rule : { type: "and", nodes: [rule] };
}

/** The rule of a group: of one condition that condition, of none nothing. */
export function fromGroup({ type, nodes }: Group): SegmentRule | undefined {
  const [first] = nodes;
  return nodes.length > 1 ? { type, nodes } : first;
}

/** Items with their places and a key for each: boxes are put in order by where they stand. */
export function placed<T>(items: readonly T[]): { key: string; place: number; item: T }[] {
  return items.map((item, place) => ({ key: `${place} of ${items.length}`, place, item }));
}
