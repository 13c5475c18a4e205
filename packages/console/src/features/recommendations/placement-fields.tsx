import { useEffect, useState } from "react";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";

type PlacementFieldsProps = {
  placement: string;
  limit: number;
  onChange: (part: { placement?: string | undefined; limit?: number | undefined }) => void;
};

const LIMITS = [5, 10, 20, 50] as const;

export function PlacementFields({ placement, limit, onChange }: PlacementFieldsProps) {
  const [text, setText] = useState(placement);
  useEffect(() => setText(placement), [placement]);
  const commit = () => onChange({ placement: text.trim() === "" || text === "default" ? undefined : text.trim() });
  const limits = [...new Set([...LIMITS, limit])].sort((a, b) => a - b);
  return (
    <>
      <label className="flex items-center gap-2 text-body text-ink-2">
        {t("Placement")}
        <input
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
          }}
          spellCheck={false}
          className="h-8 w-36 rounded-corner border border-line-strong bg-raised px-2.5 font-mono text-small text-ink focus:border-accent max-md:h-10"
        />
      </label>
      <SelectField
        label={t("How many")}
        neutral
        value={String(limit)}
        options={limits.map((count) => ({ value: String(count), label: t("Top {count}", { count }) }))}
        onChange={(value) => onChange({ limit: Number(value) === 10 ? undefined : Number(value) })}
      />
    </>
  );
}
