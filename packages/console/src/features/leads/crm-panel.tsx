import type { CrmName } from "@rapport/contracts/lead-crm";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { CrmExport } from "./crm-export.tsx";
import { CrmImport } from "./crm-import.tsx";
import { CRM_LABELS } from "./crm-words.ts";
import { SidePanel } from "./lead-panel.tsx";
import { leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";

type CrmPanelProps = { search: LeadsSearch; onChange: (part: LeadsSearch) => void; onClose: () => void };

/** Leads to a CRM and people from one: shows first what would change, then changes it. */
export function CrmPanel({ search, onChange, onClose }: CrmPanelProps) {
  const sources = useQuery({ queryKey: ["lead-sources"], queryFn: ({ signal }) => leadsApi.sources(signal) });
  const crm = search.crm ?? "hubspot";
  const way = search.way ?? "to";
  const standing = sources.data?.crms.find((each) => each.crm === crm);
  return (
    <SidePanel label={t("Exchange with a CRM")} onClose={onClose}>
      <Section title={t("Exchange with a CRM")}>
        <div className="flex flex-wrap gap-2">
          <Segmented
            label={t("Which CRM")}
            value={crm}
            options={Object.entries(CRM_LABELS).map(([value, label]) => {
              return { value: value as CrmName, label, name: label }; // as: keys of the record
            })}
            onChange={(value) => onChange({ crm: value })}
          />
          <Segmented
            label={t("Which way")}
            value={way}
            options={[
              { value: "to", label: t("To it"), name: t("Leads to the CRM") },
              { value: "from", label: t("From it"), name: t("People from the CRM") },
            ]}
            onChange={(value) => onChange({ way: value })}
          />
        </div>
      </Section>
      {sources.isPending && <SkeletonRows rows={3} height={40} />}
      {sources.error && <ProblemNote title={t("The CRM could not be asked")} error={sources.error} />}
      {standing && standing.state !== "connected" && <NotConnected crm={crm} />}
      {standing?.state === "connected" && way === "to" && <CrmExport key={crm} crm={crm} search={search} />}
      {standing?.state === "connected" && way === "from" && <CrmImport key={crm} crm={crm} />}
    </SidePanel>
  );
}

function NotConnected({ crm }: { crm: CrmName }) {
  const none = { state: undefined, code: undefined, error: undefined };
  return (
    <p className="p-4 text-small text-ink-2">
      {t("This project is not connected to {crm}.", { crm: CRM_LABELS[crm] })}{" "}
      <Link
        to="/connections"
        search={{ ...none, provider: crm }}
        className="text-accent underline-offset-2 hover:underline"
      >
        {t("Connect it")}
      </Link>
    </p>
  );
}
