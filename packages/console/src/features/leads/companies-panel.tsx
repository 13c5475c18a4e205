import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { agentsApi } from "../agents/agents-api.ts";
import { useMay } from "../session/use-may.ts";
import { CompanySearch } from "./company-search.tsx";
import { EnrichLeads } from "./enrich-leads.tsx";
import { SidePanel } from "./lead-panel.tsx";
import { leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";

type CompaniesPanelProps = { search: LeadsSearch; onChange: (part: LeadsSearch) => void; onClose: () => void };

/** Companies of leads: finding some, knowing more of them, and having agents make a list of both. */
export function CompaniesPanel({ search, onChange, onClose }: CompaniesPanelProps) {
  const sources = useQuery({ queryKey: ["lead-sources"], queryFn: ({ signal }) => leadsApi.sources(signal) });
  const mayAsk = useMay("agents:write");
  return (
    <SidePanel label={t("Companies")} onClose={onClose}>
      {sources.error && <ProblemNote title={t("The companies could not be looked for")} error={sources.error} />}
      <CompanySearch search={search} source={sources.data?.search} onChange={onChange} />
      <EnrichLeads
        key={`${search.q} ${search.stage} ${search.grade}`}
        search={search}
        source={sources.data?.enrichment}
      />
      {mayAsk && <AgentList words={search.companies} />}
    </SidePanel>
  );
}

/** The same by agents, who propose a list with the reasons for each lead and wait for a yes. */
function AgentList({ words }: { words: string | undefined }) {
  const navigate = useNavigate();
  const ask = useChange({
    run: () =>
      agentsApi.start("lead-generation", {
        enrich: true,
        ...(words === undefined ? {} : { search: words, name: words.slice(0, 60) }),
      }),
    guard: undone(t("Agents are at it."), ({ id }: { id: string }) => agentsApi.command({ id, command: "cancel" })),
    refresh: [["runs"]],
    onSuccess: ({ id }) => void navigate({ to: "/runs", search: { run: id } }),
  });
  return (
    <Section title={t("A list by agents")}>
      <p className="mb-3 text-small text-ink-2">
        {words === undefined
          ? t(
              "They choose the best leads, fill what is known of their companies, and propose a list with a reason for each.",
            )
          : t(
              "They choose the best leads at companies about “{words}”, fill what is known of them, and propose a list with a reason for each.",
              { words },
            )}
      </p>
      <Button disabled={ask.isPending} onClick={() => ask.mutate()}>
        {t("Have a list proposed")}
      </Button>
      {ask.error && <ProblemNote title={t("The run could not be begun")} error={ask.error} />}
    </Section>
  );
}
