import type { Merge } from "@rapport/contracts/merges";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { tx } from "../../lib/rich-text.ts";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";

/** Word that must be typed: undoing moves events between two people. */
const CONFIRMATION = "undo";

const REASONS: Record<Merge["reason"], string> = {
  sign_in: t("signed in on the device"),
  alias: t("named by an alias"),
};

/** The profiles that became this person, each with a way back. Nothing while there are none. */
export function PersonMerges({ id }: { id: string }) {
  const merges = useQuery({
    queryKey: ["person", id, "merges"],
    queryFn: ({ signal }) => api.merges(id, signal),
  });
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
  const [asking, setAsking] = useState(false);
  const name = merge.from.userId ?? merge.identities[0]?.value ?? merge.from.profileId;
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
          !asking && (
            <Button look="quiet" onClick={() => setAsking(true)} aria-label={t("Undo the merge of {name}", { name })}>
              {t("Undo")}
            </Button>
          )
        )}
      </div>
      <p className="flex flex-wrap gap-x-2 text-small text-ink-3">
        <span>{REASONS[merge.reason]}</span>
        <span>{tn(merge.from.eventCount, "{count} event", "{count} events")}</span>
        <TimeAgo iso={merge.undoneAt ?? merge.mergedAt} />
      </p>
      {asking && !merge.undoneAt && <UndoForm merge={merge} name={name} onCancel={() => setAsking(false)} />}
    </li>
  );
}

function UndoForm({ merge, name, onCancel }: { merge: Merge; name: string; onCancel: () => void }) {
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => api.undoMerge(merge.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["person"] }),
  });
  const ready = typed.trim().toLowerCase() === CONFIRMATION;
  return (
    <form
      className="flex flex-col gap-2 rounded-corner border border-line bg-sunken p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) undo.mutate();
      }}
    >
      <label className="flex flex-col gap-1.5 text-small text-ink-2">
        <span>
          {tx(
            "{name} will be a person of its own again, with what it has done since. Type “{confirmation}” to go on.",
            { name: <span className="font-mono break-all">{name}</span>, confirmation: CONFIRMATION },
          )}
        </span>
        <input
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          className="h-8 w-full min-w-0 rounded-corner border border-line-strong bg-raised px-2.5 text-body text-ink focus:border-accent focus-visible:outline-offset-0 max-md:h-10"
        />
      </label>
      <div className="flex gap-2">
        <Button type="submit" disabled={!ready || undo.isPending}>
          {t("Undo the merge")}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t("Cancel")}
        </Button>
      </div>
      {undo.isError && <ProblemNote title={t("The merge was not undone")} error={undo.error} />}
    </form>
  );
}
