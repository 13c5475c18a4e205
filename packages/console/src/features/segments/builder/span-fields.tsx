import { t } from "../../../lib/text.ts";
import { SelectField } from "../../../ui/select-field.tsx";
import { ValueInput } from "./value-input.tsx";

const UNITS = { m: t("minutes"), h: t("hours"), d: t("days"), w: t("weeks") } as const;

type SpanFieldsProps = { label: string; value: string; onChange: (span: string) => void };

/** A span of time such as `30d`, as a number and its unit. */
export function SpanFields({ label, value, onChange }: SpanFieldsProps) {
  const [, count = "1", unit = "d"] = /^(\d+)(\D+)$/.exec(value) ?? [];
  return (
    <>
      <ValueInput
        label={label}
        value={Number(count)}
        numeric
        onChange={(changed) => onChange(`${Math.max(1, Math.round(Number(changed)))}${unit}`)}
      />
      <SelectField
        label={t("{label}, unit", { label })}
        value={unit}
        neutral
        options={Object.entries(UNITS).map(([key, name]) => ({ value: key, label: name }))}
        onChange={(changed) => onChange(`${count}${changed}`)}
      />
    </>
  );
}
