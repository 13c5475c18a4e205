import type { Merge } from "@rapport/contracts/merges";
import { useQuery } from "@tanstack/react-query";
import { tx } from "../../lib/rich-text.ts";
import { t, tn } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { MERGE_REASONS } from "./merge-reasons.ts";
import { personApi, personMergesQuery } from "./person-api.ts";

/** The profiles that became this person, each with a way back. Nothing while there are none. */
export function PersonMerges({ id }: { id: string }) {
  const merges = useQuery(personMergesQuery(id));
  if (merges.isError)
    return (
      <ProblemNote
        title={t("The merges could not be loaded")}
        error={merges.error}
        onRetry={() => void merges.refetch()}
      />
    );
  if (!merges.data || merges.data.data.length === 0) return null;
  return (
    <Section title={t("Merges")}>
      <ul className="flex flex-col gap-4">
        {merges.data.data.map((merge) => (
          <MergeRow key={merge.id} merge={merge} />
        ))}
      </ul>
    </Section>
  );
}

function MergeRow({ merge }: { merge: Merge }) {
  const name = merge.from.userId ?? merge.identities[0]?.value ?? merge.from.profileId;
  const undo = useChange({
    run: () => personApi.undoMerge(merge.id),
    guard: typed(
      t("{name} will be a person of its own again, with what it has done since.", { name }),
      t("Undo the merge"),
    ),
    refresh: [["person"]],
  });
  return (
    <li className="flex flex-col gap-1.5 text-body">
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1 break-words text-ink">
          {tx("{name} became part of {userId}", {
            name: <span className="font-mono text-small break-all">{name}</span>,
            userId: <span className="font-mono text-small break-all">{merge.into.userId ?? merge.into.profileId}</span>,
          })}
        </p>
        {merge.undoneAt ? (
          <Pill>{t("Undone")}</Pill>
        ) : (
          <Button
            look="quiet"
            disabled={undo.isPending}
            onClick={() => undo.mutate()}
            aria-label={t("Undo the merge of {name}", { name })}
          >
            {t("Undo")}
          </Button>
        )}
      </div>
      <p className="flex flex-wrap gap-x-2 text-small text-ink-3">
        <span>{MERGE_REASONS[merge.reason]}</span>
        <span>{tn(merge.from.eventCount, "{count} event", "{count} events")}</span>
        <TimeAgo iso={merge.undoneAt ?? merge.mergedAt} />
      </p>
      {undo.isError && <ProblemNote title={t("The merge was not undone")} error={undo.error} />}
    </li>
  );
}
