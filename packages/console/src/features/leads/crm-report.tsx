import type { ExportToCrmAnswer } from "@rapport/contracts/lead-crm";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Section } from "../../ui/section.tsx";
import { PeopleChanges } from "./people-changes.tsx";

/** What a CRM gets, or has got: sums, what was refused, what changes of whom. */
export function CrmReport({ answer }: { answer: ExportToCrmAnswer }) {
  const { dryRun, created, changed, unchanged, withoutEmail, failed, differences, errors, stopped } = answer;
  return (
    <>
      <Section title={dryRun ? t("What would change") : t("Written")}>
        {stopped && (
          <p role="alert" className="mb-3 break-words text-small text-ember">
            {t("It stopped: {message}. Repeating it goes on where it was.", { message: stopped.message })}
          </p>
        )}
        <FactList
          facts={[
            { name: t("New people"), value: formatCount(created) },
            { name: t("Changed"), value: formatCount(changed) },
            { name: t("As they were"), value: formatCount(unchanged) },
            { name: t("Without an e-mail address"), value: formatCount(withoutEmail) },
            { name: t("Refused"), value: formatCount(failed) },
          ]}
        />
      </Section>
      {errors.length > 0 && (
        <Section title={t("Refused")}>
          <ul className="flex flex-col gap-1.5 text-small">
            {errors.map(({ leadId, message }) => (
              <li key={leadId} className="break-words text-ink-2">
                <span className="text-ink">{leadId}</span>: {message}.
              </li>
            ))}
          </ul>
        </Section>
      )}
      <PeopleChanges
        people={differences.map(({ leadId, email, effect, changes }) => ({
          key: leadId,
          name: email,
          isNew: effect === "created",
          changes: changes.map(({ field, from, to }) => ({ what: field, from, to })),
        }))}
      />
    </>
  );
}
