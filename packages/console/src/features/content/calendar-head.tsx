import { currentLanguage } from "../../lib/language.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import type { ContentSearch } from "./content-search.ts";
import { addDays, addMonths } from "./zoned-time.ts";

const MONTH = new Intl.DateTimeFormat(currentLanguage().locale, { month: "long", year: "numeric", timeZone: "UTC" });
const SPANS = [
  { value: "month", label: t("Month"), name: t("Show a month") },
  { value: "week", label: t("Week"), name: t("Show a week") },
] as const;

type CalendarHeadProps = {
  search: ContentSearch;
  day: string;
  today: string;
  zone: string;
  go: (part: ContentSearch) => void;
};

/** What the calendar shows, in which time zone, and the ways to other days. */
export function CalendarHead({ search: { span }, day, today, zone, go }: CalendarHeadProps) {
  const step = (by: number) => go({ day: span === "week" ? addDays(day, by * 7) : addMonths(day, by) });
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <Button look="quiet" square aria-label={t("Earlier")} onClick={() => step(-1)}>
        ←
      </Button>
      <Button look="quiet" square aria-label={t("Later")} onClick={() => step(1)}>
        →
      </Button>
      <h2 className="text-read font-medium text-ink" aria-live="polite">
        {MONTH.format(new Date(`${day}T00:00:00Z`))}
      </h2>
      {day !== today && <Button onClick={() => go({ day: undefined })}>{t("Today")}</Button>}
      <span className="ms-auto flex flex-wrap items-center gap-2">
        <SelectField
          neutral
          label={t("Time zone")}
          value={zone}
          options={[...new Set([zone, "UTC", ...Intl.supportedValuesOf("timeZone")])].map((name) => ({
            value: name,
            label: name,
          }))}
          onChange={(value) => go({ zone: value })}
        />
        <Segmented
          label={t("Span")}
          value={span ?? "month"}
          options={SPANS}
          onChange={(value) => go({ span: value === "week" ? "week" : undefined })}
        />
      </span>
    </div>
  );
}
