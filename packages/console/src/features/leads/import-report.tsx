import type { ImportLeadsAnswer } from "@rapport/contracts/lead-files";
import { formatCount } from "../../lib/format.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Section } from "../../ui/section.tsx";

/** What a file does, or has done: sums, what is wrong with rows, what changes of whom. */
export function ImportReport({ answer }: { answer: ImportLeadsAnswer }) {
  const { dryRun, errors, rejected, differences, columns } = answer;
  const leftOut = columns.filter(({ trait }) => trait === null).map(({ column }) => column);
  return (
    <>
      <Section title={dryRun ? "What would change" : "Imported"}>
        <FactList
          facts={[
            { name: "New people", value: formatCount(answer.created) },
            { name: "Changed", value: formatCount(answer.changed) },
            { name: "As they were", value: formatCount(answer.unchanged) },
            { name: "Rejected rows", value: formatCount(rejected) },
            { name: "May not be contacted", value: formatCount(answer.withoutConsent) },
            ...(dryRun ? [] : [{ name: "New leads", value: formatCount(answer.newLeads) }]),
            ...(leftOut.length > 0 ? [{ name: "Columns left out", value: leftOut.join(", ") }] : []),
          ]}
        />
      </Section>
      {errors.length > 0 && (
        <Section title="Rows to mend">
          <ul className="flex flex-col gap-1.5 text-small">
            {errors.map(({ row, column, message }) => (
              <li key={`${row} ${column}`} className="break-words text-ink-2">
                <span className="text-ink">
                  Row {row}
                  {column && `, ${column}`}
                </span>
                : {message}.
              </li>
            ))}
          </ul>
          {rejected > errors.length && (
            <p className="mt-2 text-small text-ink-3">and {rejected - errors.length} more</p>
          )}
        </Section>
      )}
      {differences.length > 0 && (
        <Section title="People">
          <ul className="flex flex-col gap-2 text-small">
            {differences.map(({ row, userId, effect, changes }) => (
              <li key={row} className="min-w-0">
                <span className="block break-words text-ink">
                  {userId} <span className="text-ink-3">{effect === "created" ? "new" : "changed"}</span>
                </span>
                {changes.map(({ trait, from, to }) => (
                  <span key={trait} className="block break-words text-ink-3">
                    {trait}: {from === null ? "" : `${from} → `}
                    <span className="text-ink-2">{to}</span>
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
