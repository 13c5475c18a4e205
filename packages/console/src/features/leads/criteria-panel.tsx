import type { LeadCriteria } from "@rapport/contracts/leads";
import { useQuery } from "@tanstack/react-query";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { useMay } from "../session/use-may.ts";
import { CriteriaEditor } from "./criteria-editor.tsx";
import { SidePanel } from "./lead-panel.tsx";
import { leadsApi } from "./leads-api.ts";

type CriteriaPanelProps = { isEditing: boolean; onEdit: (isEditing: boolean) => void; onClose: () => void };

/** What makes a lead in the project. */
export function CriteriaPanel({ isEditing, onEdit, onClose }: CriteriaPanelProps) {
  const mayChange = useMay("leads:write");
  const criteria = useQuery({ queryKey: ["lead-criteria"], queryFn: ({ signal }) => leadsApi.criteria(signal) });
  return (
    <SidePanel label={t("What makes a lead")} onClose={onClose}>
      {criteria.error && <ProblemNote title={t("The criteria could not be loaded")} error={criteria.error} />}
      {criteria.data && isEditing && mayChange && (
        <CriteriaEditor criteria={criteria.data} onDone={() => onEdit(false)} />
      )}
      {criteria.data && !(isEditing && mayChange) && <Criteria criteria={criteria.data} />}
      {criteria.data && !isEditing && mayChange && (
        <div className="p-4">
          <Button look="primary" onClick={() => onEdit(true)}>
            {t("Change")}
          </Button>
        </div>
      )}
    </SidePanel>
  );
}

function Criteria({ criteria }: { criteria: LeadCriteria }) {
  const { consent, fit, signals, otherPoints, halfLifeDays, halfPoints, goal, thresholds, version } = criteria;
  return (
    <>
      <Section
        title={t("What makes a lead")}
        aside={version === 0 ? t("as every project begins") : t("version {version}", { version })}
      >
        <FactList
          facts={[
            { name: t("Must have granted"), value: consent },
            { name: t("A, B from a fit of"), value: `${thresholds.a}, ${thresholds.b}` },
            { name: t("1, 2 from an engagement of"), value: `${thresholds.one}, ${thresholds.two}` },
            { name: t("An event counts half"), value: tn(halfLifeDays, "after {count} day", "after {count} days") },
            { name: t("Half engaged"), value: tn(halfPoints, "at {count} point", "at {count} points") },
            { name: t("Goal that counts as much"), value: goal },
          ]}
        />
      </Section>
      <Section title={t("Fit")}>
        <ul className="flex flex-col gap-2 text-small">
          {fit.map(({ key, name, text, points }) => (
            <li key={key} className="flex gap-3">
              <span className="min-w-0 flex-1">
                <span className="block text-ink">{name}</span>
                <code className="block break-words text-ink-3">{text}</code>
              </span>
              <span className="text-ink-2 tabular-nums">{points}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("Engagement")}>
        <ul className="flex flex-col gap-1 text-small">
          {[...signals, { event: "any other event", points: otherPoints }].map(({ event, points }) => (
            <li key={event} className="flex gap-3">
              <span className="min-w-0 flex-1 break-words text-ink-2">{event}</span>
              <span className="text-ink-2 tabular-nums">{points}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
