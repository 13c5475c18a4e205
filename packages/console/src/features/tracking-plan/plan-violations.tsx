import type { PlanViolation } from "@rapport/contracts/tracking-plan";
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { JsonTree } from "../../ui/json-tree.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { parseJson } from "../rejected/payload-view.tsx";
import { planApi } from "./plan-api.ts";

/** Where events broke the schema, by day and place, with the last one of each. */
export function PlanViolations({ name }: { name: string }) {
  const violations = useQuery({
    queryKey: ["plan-violations", name],
    queryFn: ({ signal }) => planApi.violations(name, signal),
    refetchInterval: 5_000,
  });
  if (violations.isError) return <ProblemNote title={t("Violations could not be loaded")} error={violations.error} />;
  const rows = violations.data?.data ?? [];
  return (
    <Section title={t("Violations in 14 days")}>
      {rows.length === 0 && (
        <p className="text-body text-ink-2">{t("None: every event since then kept the schema.")}</p>
      )}
      <ul>
        {rows.map((row) => (
          <ViolationRow key={`${row.day} ${row.pointer}`} row={row} />
        ))}
      </ul>
    </Section>
  );
}

function ViolationRow({ row }: { row: PlanViolation }) {
  const sample = parseJson(row.sample);
  return (
    <li className="border-t border-line py-2 first:border-t-0">
      <details>
        <summary className="flex cursor-default items-baseline gap-3">
          <span className="w-14 shrink-0 text-end text-ink tabular-nums">{formatCount(row.count)}</span>
          <span className="min-w-0 flex-1 break-words">
            <code className="font-mono text-small text-ember">{row.pointer || t("(other places)")}</code>{" "}
            <span className="text-ink-2">{row.message}</span>
          </span>
          <span className="shrink-0 text-small text-ink-3">{row.day}</span>
        </summary>
        <div className="mt-2 ps-17">
          {sample === undefined ? (
            <p className="font-mono text-small break-all">{row.sample || t("No sample was kept.")}</p>
          ) : (
            <JsonTree value={sample} highlight={row.pointer} />
          )}
        </div>
      </details>
    </li>
  );
}
