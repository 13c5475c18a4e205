import type { ComputedValue } from "@rapport/contracts/computed-traits";
import { formatNumber, t } from "../../lib/text.ts";
import { formatAbsolute } from "../../lib/time.ts";
import { useTimeZone } from "../../lib/time-zone.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A computed value for reading: numbers rounded, moments as local time, lists with commas. */
export function TraitValueText({ value }: { value: ComputedValue["value"] }) {
  useTimeZone();
  if (value === null || (Array.isArray(value) && value.length === 0))
    return <span className="text-ink-3">{t("nothing")}</span>;
  const parts = Array.isArray(value) ? value : [value];
  return <span className="break-words">{parts.map(textOf).join(", ")}</span>;
}

function textOf(value: string | number | boolean): string {
  if (typeof value === "number") return formatNumber(value, { maximumFractionDigits: 2 });
  return typeof value === "string" && ISO.test(value) ? formatAbsolute(value) : String(value);
}
