import { useMutation, useQuery } from "@tanstack/react-query";
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
        title="No lead matches."
        action={<Button onClick={clear}>Clear filters</Button>}
      >
        Search looks at user ids, names, companies and e-mail addresses.
      </EmptyState>
    );
  }
  return <NoneYet />;
}

function NoneYet() {
  const mayChange = useMay("leads:write");
  const criteria = useQuery({ queryKey: ["lead-criteria"], queryFn: ({ signal }) => leadsApi.criteria(signal) });
  const find = useMutation({ mutationFn: () => leadsApi.recompute() });
  const consent = criteria.data?.consent ?? "marketing";
  return (
    <EmptyState
      icon={<PeopleIcon size={20} />}
      title={criteria.data?.scoredAt ? "Nobody qualifies yet." : "Nobody was scored yet."}
      action={
        mayChange && (
          <Button look="primary" disabled={find.isPending || find.isSuccess} onClick={() => find.mutate()}>
            {find.isSuccess ? "Looking…" : "Find leads"}
          </Button>
        )
      }
    >
      A lead is somebody who signed in or gave an address, fits your criteria or turns to you often, and has granted
      consent to “{consent}”. Nobody else is shown or exported.
      {find.error && <ProblemNote title="That did not work" error={find.error} />}
    </EmptyState>
  );
}
