import { useQuery } from "@tanstack/react-query";
import { jobsApi } from "../../lib/jobs-api.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PeopleIcon, SearchIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { useMay } from "../session/use-may.ts";
import { leadsApi } from "./leads-api.ts";
import type { LeadsSearch } from "./leads-search.ts";

type NoLeadsProps = { search: LeadsSearch; onChange: (part: LeadsSearch) => void };

/** Why the list is empty, and what to do about it. */
export function NoLeads({ search, onChange }: NoLeadsProps) {
  if (search.q || search.stage || search.grade) {
    const clear = () => onChange({ q: undefined, stage: undefined, grade: undefined });
    return (
      <EmptyState
        icon={<SearchIcon size={20} />}
        title={t("No lead matches.")}
        action={<Button onClick={clear}>{t("Clear filters")}</Button>}
      >
        {t("Search looks at user ids, names, companies and e-mail addresses.")}
      </EmptyState>
    );
  }
  return <NoneYet />;
}

function NoneYet() {
  const mayChange = useMay("leads:write");
  const criteria = useQuery({ queryKey: ["lead-criteria"], queryFn: ({ signal }) => leadsApi.criteria(signal) });
  const find = useChange({
    run: () => leadsApi.recompute(),
    guard: undone(t("Asked for."), ({ id }: { id: string }) => jobsApi.cancel(id)),
  });
  const consent = criteria.data?.consent ?? "marketing";
  return (
    <EmptyState
      icon={<PeopleIcon size={20} />}
      title={criteria.data?.scoredAt ? t("Nobody qualifies yet.") : t("Nobody was scored yet.")}
      action={
        mayChange && (
          <Button look="primary" disabled={find.isPending || find.isSuccess} onClick={() => find.mutate()}>
            {find.isSuccess ? t("Looking…") : t("Find leads")}
          </Button>
        )
      }
    >
      {t(
        "A lead is somebody who signed in or gave an address, fits your criteria or turns to you often, and has granted consent to “{consent}”. Nobody else is shown or exported.",
        { consent },
      )}
      {find.error && <ProblemNote title={t("That did not work")} error={find.error} />}
    </EmptyState>
  );
}
