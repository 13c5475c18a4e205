import type { LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";
import type { SegmentVocabulary } from "@rapport/contracts/segments";
import type { ReactNode } from "react";
import { t } from "../../../lib/text.ts";
import { Button } from "../../../ui/button.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { SelectField } from "../../../ui/select-field.tsx";
import { ConditionFields } from "./condition-fields.tsx";
import type { Group } from "./condition-kinds.ts";
import { isGroup, placed, startOf, unwrap, wrap } from "./condition-kinds.ts";
import { KindSelect } from "./kind-select.tsx";

type RuleGroupProps = {
  group: Group;
  vocabulary: SegmentVocabulary | undefined;
  onChange: (group: Group) => void;
};

/** Conditions of which all or any must hold, and groups of them. */
export function RuleGroup({ group, vocabulary, onChange }: RuleGroupProps) {
  const { type, nodes } = group;
  const add = (node: SegmentRule) => onChange({ ...group, nodes: [...nodes, node] });
  const addGroup = () => {
    add({ type: type === "and" ? "or" : "and", nodes: [startOf("performed"), startOf("email")] });
  };
  return (
    <div className="flex flex-col gap-2">
      {nodes.length > 1 && (
        <div className="flex">
          <Segmented
            label={t("How the conditions are joined")}
            value={type}
            options={[
              { value: "and", label: t("All of these"), name: t("All of these") },
              { value: "or", label: t("Any of these"), name: t("Any of these") },
            ]}
            onChange={(joined) => onChange({ ...group, type: joined })}
          />
        </div>
      )}
      <ol aria-label={t("Conditions")} className="flex flex-col gap-2 empty:hidden">
        {placed(nodes).map(({ key, place, item }) => (
          <ConditionRow
            key={key}
            rule={item}
            vocabulary={vocabulary}
            onChange={(changed) => onChange({ ...group, nodes: nodes.with(place, changed) })}
            onRemove={() => onChange({ ...group, nodes: nodes.toSpliced(place, 1) })}
          />
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => add(startOf("performed"))}>{t("Add condition")}</Button>
        {nodes.length > 0 && (
          <Button look="quiet" onClick={addGroup}>
            {t("Add group")}
          </Button>
        )}
      </div>
    </div>
  );
}

type ConditionRowProps = {
  rule: SegmentRule;
  vocabulary: SegmentVocabulary | undefined;
  onChange: (rule: SegmentRule) => void;
  onRemove: () => void;
};

function ConditionRow({ rule, vocabulary, onChange, onRemove }: ConditionRowProps) {
  const { node, negated } = unwrap(rule);
  const turn = <TurnSelect negated={negated} onChange={(turned) => onChange(wrap(node, turned))} />;
  const remove = (
    <Button look="quiet" square aria-label={t("Remove condition")} onClick={onRemove} className="ms-auto">
      ×
    </Button>
  );
  if (isGroup(node) || node.type === "not") {
    return (
      <li className="rounded-corner border border-line bg-sunken p-2">
        <div className="mb-2 flex items-center gap-2">
          {turn}
          {remove}
        </div>
        <RuleGroup
          group={isGroup(node) ? node : { type: "and", nodes: [node] }}
          vocabulary={vocabulary}
          onChange={(changed) => (changed.nodes.length === 0 ? onRemove() : onChange(wrap(changed, negated)))}
        />
      </li>
    );
  }
  return (
    <LeafRow
      leaf={node}
      vocabulary={vocabulary}
      turn={turn}
      remove={remove}
      onChange={(leaf) => onChange(wrap(leaf, negated))}
    />
  );
}

type LeafRowProps = {
  leaf: LeafRule;
  vocabulary: SegmentVocabulary | undefined;
  turn: ReactNode;
  remove: ReactNode;
  onChange: (leaf: LeafRule) => void;
};

function LeafRow({ leaf, vocabulary, turn, remove, onChange }: LeafRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-2 rounded-corner border border-line bg-raised p-2">
      {turn}
      <KindSelect leaf={leaf} onChange={onChange} />
      <ConditionFields rule={leaf} vocabulary={vocabulary} onChange={onChange} />
      {remove}
    </li>
  );
}

function TurnSelect({ negated, onChange }: { negated: boolean; onChange: (negated: boolean) => void }) {
  return (
    <SelectField
      label={t("Holds")}
      value={negated ? "not" : ""}
      options={[
        { value: "", label: t("is true") },
        { value: "not", label: t("is not true") },
      ]}
      onChange={(value) => onChange(value === "not")}
    />
  );
}
