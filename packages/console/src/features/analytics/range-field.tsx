import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import type { ViewProps } from "./analytics-search.ts";

const DAY_MS = 86_400_000;
const DATE = "h-8 rounded-corner border border-control bg-raised px-2 text-body text-ink max-md:h-10";

/** Days by name, or two dates; all are UTC. */
export function RangeField({ search, change }: ViewProps) {
  const [from, to] = [search.from ?? dayBefore(29), search.to ?? dayBefore(0)];
  const named = [7, 30, 90].find((days) => to === dayBefore(0) && from === dayBefore(days - 1));
  return (
    <>
      <SelectField
        label={t("Time")}
        neutral
        value={String(named ?? "")}
        options={[
          { value: "7", label: t("Last 7 days") },
          { value: "30", label: t("Last 30 days") },
          { value: "90", label: t("Last 90 days") },
          ...(named === undefined ? [{ value: "", label: t("As chosen") }] : []),
        ]}
        onChange={(days) => {
          if (days === "30") change({ from: undefined, to: undefined });
          else if (days !== "") change({ from: dayBefore(Number(days) - 1), to: dayBefore(0) });
        }}
      />
      <input
        type="date"
        aria-label={t("From (UTC)")}
        className={DATE}
        value={from}
        max={to}
        onChange={({ target }) => target.value && change({ from: target.value, to })}
      />
      <input
        type="date"
        aria-label={t("To (UTC)")}
        className={DATE}
        value={to}
        min={from}
        onChange={({ target }) => target.value && change({ from, to: target.value })}
      />
    </>
  );
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}
