import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { PlacementForm } from "./placement-form.ts";
import { keysOf, POLICIES } from "./placement-words.ts";

type Exploration = PlacementForm["exploration"];
const REWARDS: Record<Exploration["reward"], string> = { clicked: t("a click"), converted: t("a conversion") };
const NUMBERS = [
  { key: "epsilon", label: t("Random, %") },
  { key: "width", label: t("Width of the bound") },
  { key: "actions", label: t("Candidates") },
  { key: "rewardMinutes", label: t("Minutes to success") },
  { key: "halfLifeDecisions", label: t("Half-life, decisions") },
] as const;

type ExplorationFieldsProps = { exploration: Exploration; onChange: (exploration: Exploration) => void };

/** How the slot learns which item to show first. */
export function ExplorationFields({ exploration, onChange }: ExplorationFieldsProps) {
  const set = (part: Partial<Exploration>) => onChange({ ...exploration, ...part });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SelectField
          label={t("Policy")}
          value={exploration.policy}
          neutral
          options={keysOf(POLICIES).map((value) => ({ value, label: POLICIES[value] }))}
          onChange={(text) => set({ policy: readOneOf(text, keysOf(POLICIES)) ?? "none" })}
        />
        {exploration.policy !== "none" && (
          <>
            <span className="text-body text-ink-3">{t("success is")}</span>
            <SelectField
              label={t("Success")}
              value={exploration.reward}
              neutral
              options={keysOf(REWARDS).map((value) => ({ value, label: REWARDS[value] }))}
              onChange={(text) => set({ reward: readOneOf(text, keysOf(REWARDS)) ?? "clicked" })}
            />
          </>
        )}
      </div>
      {exploration.policy !== "none" && (
        <div className="flex flex-wrap gap-3">
          {NUMBERS.map(({ key, label }) => (
            <TextField
              key={key}
              label={label}
              shown={label}
              value={exploration[key]}
              onChange={(value) => set({ [key]: value })}
              className="w-36"
            />
          ))}
        </div>
      )}
    </div>
  );
}
