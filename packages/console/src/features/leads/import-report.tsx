import type { ImportLeadsAnswer } from "@rapport/contracts/lead-files";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Section } from "../../ui/section.tsx";
import { PeopleChanges } from "./people-changes.tsx";

/** What a file does, or has done: sums, what is wrong with rows, what changes of whom. */
export function ImportReport({ answer }: { answer: ImportLeadsAnswer }) {
  const { dryRun, errors, rejected, differences, columns } = answer;
  const leftOut = columns.filter(({ trait }) => trait === null).map(({ column }) => column);
  return (
    <>
      <Section title={dryRun ? t("What would change") : t("Imported")}>
        <FactList
          facts={[
            { name: t("New people"), value: formatCount(answer.created) },
            { name: t("Changed"), value: formatCount(answer.changed) },
            { name: t("As they were"), value: formatCount(answer.unchanged) },
            { name: t("Rejected rows"), value: formatCount(rejected) },
            { name: t("May not be contacted"), value: formatCount(answer.withoutConsent) },
            ...(dryRun ? [] : [{ name: t("New leads"), value: formatCount(answer.newLeads) }]),
            ...(leftOut.length > 0 ? [{ name: t("Columns left out"), value: leftOut.join(", ") }] : []),
          ]}
        />
      </Section>
      {errors.length > 0 && (
        <Section title={t("Rows to mend")}>
          <ul className="flex flex-col gap-1.5 text-small">
            {errors.map(({ row, column, message }) => (
              <li key={`${row} ${column}`} className="break-words text-ink-2">
                <span className="text-ink">
                  {t("Row {row}", { row })}
                  {column && `, ${column}`}
                </span>
                : {message}.
              </li>
            ))}
          </ul>
          {rejected > errors.length && (
            <p className="mt-2 text-small text-ink-3">
              {t("and {rejected} more", { rejected: rejected - errors.length })}
            </p>
          )}
        </Section>
      )}
      <PeopleChanges
        people={differences.map(({ row, userId, effect, changes }) => ({
          key: row,
          name: userId,
          isNew: effect === "created",
          changes: changes.map(({ trait, from, to }) => ({ what: trait, from, to })),
        }))}
      />
    </>
  );
}
