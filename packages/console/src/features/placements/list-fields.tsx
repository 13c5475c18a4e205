import { readOneOf } from "../../lib/read-search.ts";
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
        label="Strategy"
        value={form.strategy}
        neutral
        options={keysOf(STRATEGIES).map((value) => ({ value, label: STRATEGIES[value] }))}
        onChange={(text) => onChange({ strategy: readOneOf(text, keysOf(STRATEGIES)) ?? "personal" })}
      />
      <TextField
        label="Item type"
        shown="Item type, empty for all"
        placeholder="every type"
        maxLength={40}
        value={form.itemType}
        onChange={(itemType) => onChange({ itemType })}
        className="w-40"
      />
      <TextField
        label="Variety, %"
        shown="Variety, %"
        value={form.diversity}
        onChange={(diversity) => onChange({ diversity })}
        className="w-24"
      />
      <CheckField
        label="Personal only with consent"
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
          {index === 0 ? "first" : "then"}
          <SelectField
            label={`Fallback ${index + 1}`}
            value={fallback[index] ?? ""}
            neutral
            options={[
              { value: "", label: "nothing" },
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
        label="Holdout, % of people"
        shown="Holdout, % of people"
        value={form.holdout}
        onChange={(holdout) => onChange({ holdout })}
        className="w-36"
      />
      <TextField
        label="Days a click counts"
        shown="Days a click counts"
        value={form.attributionDays}
        onChange={(attributionDays) => onChange({ attributionDays })}
        className="w-36"
      />
    </div>
  );
}
