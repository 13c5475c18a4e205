import type { Usage } from "@rapport/contracts/usage";
import { formatBytes, formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";

const HEADS = [t("Day"), t("New"), t("Twice"), t("Not valid"), t("Size")];

/** A row for each day with traffic; bars make them comparable at a glance, against the quota where there is one. */
export function UsageDays({ days, limit }: { days: Usage["days"]; limit: number | undefined }) {
  const full = Math.max(limit ?? 0, ...days.map((day) => day.accepted), 1);
  return (
    <div className="overflow-x-auto">
      <table className="w-full max-w-3xl text-body">
        <thead className="text-small text-ink-3">
          <tr>
            {HEADS.map((head, column) => (
              <th key={head} scope="col" className={`py-1 font-medium ${column > 0 ? "ps-4 text-end" : "text-start"}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day} className="border-t border-line tabular-nums">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal whitespace-nowrap text-ink">
                {day.day}
              </th>
              <td className="w-1/2 min-w-16 py-1.5">
                <span className="relative flex h-5 items-center justify-end overflow-hidden rounded-small px-2">
                  <span
                    aria-hidden="true"
                    className="absolute inset-y-0 start-0 rounded-small bg-accent-wash"
                    style={{ width: `${(day.accepted / full) * 100}%` }}
                  />
                  <span className="relative text-ink">{formatCount(day.accepted)}</span>
                </span>
              </td>
              <td className="py-1.5 ps-4 text-end text-ink-2">{formatCount(day.duplicates)}</td>
              <td className="py-1.5 ps-4 text-end text-ink-2">{formatCount(day.rejected)}</td>
              <td className="py-1.5 ps-4 text-end whitespace-nowrap text-ink-2">{formatBytes(day.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
