import type { ContentPiece } from "@rapport/contracts/content";
import { CHANNELS } from "@rapport/contracts/content-channels";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useHeld } from "../../lib/held.ts";
import { tx } from "../../lib/rich-text.ts";
import { formatList, t, tn, word } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { useMay } from "../session/use-may.ts";
import type { ContentEdits } from "./content-api.ts";
import { contentApi } from "./content-api.ts";
import { countProblems, STATE_LOOKS } from "./content-words.ts";
import { FactSources } from "./fact-sources.tsx";
import { PieceSchedule } from "./piece-schedule.tsx";
import { VariantCard } from "./variant-card.tsx";

/** One piece: its variants side by side, to be edited and decided about, and what they rest on. */
export function PieceView({ id }: { id: string }) {
  const piece = useQuery({ queryKey: ["content", "one", id], queryFn: ({ signal }) => contentApi.get(id, signal) });
  if (piece.isPending) return <SkeletonRows rows={5} height={64} />;
  if (piece.isError) return <ProblemNote title={t("The piece could not be loaded")} error={piece.error} />;
  return <LoadedPiece piece={piece.data} />;
}

function LoadedPiece({ piece }: { piece: ContentPiece }) {
  const mayWrite = useMay("content:write") && piece.state !== "published";
  const state = useHeld(piece.id) ?? piece.state;
  const [edits, setEdits] = useState<ContentEdits>({});
  const change = usePieceChange(piece, () => setEdits({}));
  const edit = (key: string, field: string, text: string) =>
    setEdits((before) => ({ ...before, [key]: { ...before[key], [field]: text } }));
  const isEdited = Object.keys(edits).length > 0;
  return (
    <>
      <Section
        title={`${piece.title} · ${CHANNELS[piece.channel].label}`}
        aside={<Pill look={STATE_LOOKS[piece.state]}>{word(state)}</Pill>}
      >
        <PieceOrigin piece={piece} />
        {mayWrite && (
          <div className="mt-3 flex flex-wrap gap-2">
            {isEdited && (
              <>
                <Button look="primary" disabled={change.isPending} onClick={() => change.mutate({ edits })}>
                  {t("Save and check")}
                </Button>
                <Button onClick={() => setEdits({})}>{t("Undo edits")}</Button>
              </>
            )}
            {!isEdited && state === piece.state && (
              <Decisions piece={piece} isBusy={change.isPending} onDecide={change.mutate} />
            )}
          </div>
        )}
        {change.error && <ProblemNote title={t("The piece was not changed")} error={change.error} />}
      </Section>
      <div className="grid gap-3 border-b border-line p-4 sm:grid-cols-2 xl:grid-cols-3">
        {piece.variants.map((variant) => (
          <VariantCard
            key={variant.key}
            channel={piece.channel}
            variant={variant}
            edits={edits[variant.key] ?? {}}
            onEdit={mayWrite ? (field, text) => edit(variant.key, field, text) : undefined}
          />
        ))}
      </div>
      <PieceSchedule piece={piece} />
      <FactSources facts={piece.facts} />
    </>
  );
}

type Change = { edits: ContentEdits } | { command: "approve" | "reject" };

function usePieceChange({ id, title, variants }: ContentPiece, onSaved: () => void) {
  const client = useQueryClient();
  const before = Object.fromEntries(variants.map(({ key, fields }) => [key, fields]));
  return useChange({
    run: (change: Change) =>
      "edits" in change ? contentApi.edit(id, change.edits) : contentApi.decide(id, change.command),
    guard: (change) =>
      "edits" in change
        ? undone(t("Saved."), () => contentApi.edit(id, before))
        : { kind: "held", id, ...DECIDED[change.command](title) },
    refresh: [["content"]],
    onSuccess: (changed) => {
      client.setQueryData(["content", "one", id], changed);
      onSaved();
    },
  });
}

/** A decision is no draft again: it is sent when the time for second thoughts is over. */
const DECIDED = {
  approve: (title: string) => ({ as: "approved", said: t("“{title}” is approved.", { title }) }),
  reject: (title: string) => ({ as: "rejected", said: t("“{title}” is rejected.", { title }) }),
};

type DecisionsProps = { piece: ContentPiece; isBusy: boolean; onDecide: (change: Change) => void };

function Decisions({ piece, isBusy, onDecide }: DecisionsProps) {
  const problems = countProblems(piece);
  return (
    <>
      {piece.state !== "approved" && problems === 0 && (
        <Button look="primary" aria-keyshortcuts="a" disabled={isBusy} onClick={() => onDecide({ command: "approve" })}>
          {t("Approve")}
        </Button>
      )}
      {problems > 0 && (
        <p className="self-center text-body text-ember">
          {tn(
            problems,
            "{count} problem to be mended before it can be approved.",
            "{count} problems to be mended before it can be approved.",
          )}
        </p>
      )}
      {piece.state !== "rejected" && (
        <Button aria-keyshortcuts="x" disabled={isBusy} onClick={() => onDecide({ command: "reject" })}>
          {t("Reject")}
        </Button>
      )}
    </>
  );
}

function PieceOrigin({ piece: { runId, brief, decidedBy, state, updatedAt } }: { piece: ContentPiece }) {
  const aim = [
    t("to {goal}", { goal: word(brief.goal) }),
    ...(brief.audience ? [t("for {audience}", { audience: brief.audience })] : []),
    t("in a {tone} voice", { tone: word(brief.voice.tone) }),
  ];
  return (
    <p className="text-small break-words text-ink-3">
      {t("Written {aim}", { aim: formatList(aim) })}
      {runId && (
        <>
          {` ${t("by")} `}
          <Link to="/runs" search={{ run: runId }} className="text-accent underline underline-offset-2">
            {t("this run")}
          </Link>
        </>
      )}
      {tx("{decidedBy}, changed {timeAgo}", {
        decidedBy: decidedBy === null ? "" : t(", {state} by {decidedBy}", { state: word(state), decidedBy }),
        timeAgo: <TimeSaid iso={updatedAt} />,
      })}
    </p>
  );
}
