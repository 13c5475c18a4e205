import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CheckField } from "./check-field.tsx";
import type { PlacementForm } from "./placement-form.ts";
import { FALLBACKS, keysOf, STRATEGIES } from "./placement-words.ts";

type FormProps = { form: PlacementForm; onChange: (part: Partial<PlacementForm>) => void };

/** Where the list comes from. */
export function ListFields({ form, onChange }: FormProps) {
  return (
    <div className="flex flex-wrap items-end gap-3">
      <SelectField
        label={t("Strategy")}
        value={form.strategy}
        neutral
        options={keysOf(STRATEGIES).map((value) => ({ value, label: STRATEGIES[value] }))}
        onChange={(text) => onChange({ strategy: readOneOf(text, keysOf(STRATEGIES)) ?? "personal" })}
      />
      <TextField
        label={t("Item type")}
        shown={t("Item type, empty for all")}
        placeholder={t("every type")}
        maxLength={40}
        value={form.itemType}
        onChange={(itemType) => onChange({ itemType })}
        className="w-40"
      />
      <TextField
        label={t("Variety, %")}
        shown={t("Variety, %")}
        value={form.diversity}
        onChange={(diversity) => onChange({ diversity })}
        className="w-24"
      />
      <CheckField
        label={t("Personal only with consent")}
        checked={form.needsConsent}
        onChange={(needsConsent) => onChange({ needsConsent })}
      />
    </div>
  );
}

/** What fills a list that came out too short: each choice once, in order. */
export function FallbackFields({ form, onChange }: FormProps) {
  const all = keysOf(FALLBACKS);
  const { fallback } = form;
  const slots = all.slice(0, Math.min(all.length, fallback.length + 1));
  const put = (index: number, text: string) => {
    const chosen = readOneOf(text, all);
    onChange({ fallback: [...fallback.slice(0, index), ...(chosen ? [chosen] : []), ...fallback.slice(index + 1)] });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {slots.map((slot, index) => (
        <span key={slot} className="flex items-center gap-2 text-body text-ink-3">
          {index === 0 ? t("first") : t("then")}
          <SelectField
            label={t("Fallback {index}", { index: index + 1 })}
            value={fallback[index] ?? ""}
            neutral
            options={[
              { value: "", label: t("nothing") },
              ...all
                .filter((value) => value === fallback[index] || !fallback.includes(value))
                .map((value) => ({ value, label: FALLBACKS[value] })),
            ]}
            onChange={(text) => put(index, text)}
          />
        </span>
      ))}
    </div>
  );
}

/** What is kept untreated, and how long a click counts. */
export function HoldoutFields({ form, onChange }: FormProps) {
  return (
    <div className="flex flex-wrap gap-3">
      <TextField
        label={t("Holdout, % of people")}
        shown={t("Holdout, % of people")}
        value={form.holdout}
        onChange={(holdout) => onChange({ holdout })}
        className="w-36"
      />
      <TextField
        label={t("Days a click counts")}
        shown={t("Days a click counts")}
        value={form.attributionDays}
        onChange={(attributionDays) => onChange({ attributionDays })}
        className="w-36"
      />
    </div>
  );
}
