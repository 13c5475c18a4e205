import type { LeafRule } from "@rapport/contracts/segment-rules";
import { readOneOf } from "../../../lib/read-search.ts";
import { t } from "../../../lib/text.ts";
import { SelectField } from "../../../ui/select-field.tsx";
import { KIND_NAMES, KINDS, startOf } from "./condition-kinds.ts";

/** What a condition is about; another kind begins anew. */
export function KindSelect({ leaf, onChange }: { leaf: LeafRule; onChange: (leaf: LeafRule) => void }) {
  const kind = readOneOf(leaf.type, KIND_NAMES);
  const other = kind === undefined ? [{ value: "", label: leaf.type.replaceAll("_", " ") }] : [];
  return (
    <SelectField
      label={t("Kind")}
      value={kind ?? ""}
      neutral
      options={[...other, ...KIND_NAMES.map((name) => ({ value: name, label: KINDS[name].label }))]}
      onChange={(text) => {
        const chosen = readOneOf(text, KIND_NAMES);
        if (chosen) onChange(startOf(chosen));
      }}
    />
  );
}
