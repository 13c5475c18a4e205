import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { TraitForm } from "./trait-form.ts";

type Window = TraitForm["window"];
const KINDS = ["rolling", "since", "all_time"] as const;

/** Which events count by their time. */
export function WindowFields({ window, onChange }: { window: Window; onChange: (window: Window) => void }) {
  const set = (part: Partial<Window>) => onChange({ ...window, ...part });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SelectField
        label={t("Window")}
        value={window.kind}
        neutral
        options={[
          { value: "rolling", label: t("In the last") },
          { value: "since", label: t("Since") },
          { value: "all_time", label: t("Of all time") },
        ]}
        onChange={(kind) => set({ kind: readOneOf(kind, KINDS) ?? "all_time" })}
      />
      {window.kind === "rolling" && (
        <>
          <TextField
            label={t("Length of the window")}
            value={window.amount}
            onChange={(amount) => set({ amount })}
            className="w-20"
          />
          <SelectField
            label={t("Unit of the window")}
            value={window.unit}
            neutral
            options={[
              { value: "days", label: t("days") },
              { value: "hours", label: t("hours") },
            ]}
            onChange={(unit) => set({ unit: readOneOf(unit, ["hours", "days"]) ?? "days" })}
          />
        </>
      )}
      {window.kind === "since" && (
        <TextField label={t("First day (UTC)")} type="date" value={window.since} onChange={(since) => set({ since })} />
      )}
    </div>
  );
}
