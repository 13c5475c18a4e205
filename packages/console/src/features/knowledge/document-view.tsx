import type { DocumentDetail } from "@rapport/contracts/knowledge";
import { useQuery } from "@tanstack/react-query";
import { t, word } from "../../lib/text.ts";
import { free, typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { knowledgeApi } from "./knowledge-api.ts";

/** One document: how it stands, what an editor should know, and the passages that it is searched by. */
export function DocumentView({ id, onDeleted }: { id: string; onDeleted: () => void }) {
  const document = useQuery({
    queryKey: ["knowledge", id],
    queryFn: ({ signal }) => knowledgeApi.get(id, signal),
    refetchInterval: ({ state }) => (state.data?.state === "reading" ? 1_500 : false),
  });
  if (document.isPending) return <SkeletonRows rows={5} height={48} />;
  if (document.isError) return <ProblemNote title={t("The document could not be loaded")} error={document.error} />;
  const { title, kind, key, url, state, error, notes, parts, updatedAt } = document.data;
  return (
    <>
      <Section title={t("Document")} aside={<DocumentCommands document={document.data} onDeleted={onDeleted} />}>
        <FactList
          facts={[
            { name: t("Title"), value: title },
            { name: t("From"), value: url ?? `${word(kind)} “${key}”`, copy: url ?? key },
            {
              name: t("State"),
              value: state === "failed" ? t("Failed: {error}", { error: error ?? "" }) : word(state),
            },
            { name: t("Changed"), value: <TimeAgo iso={updatedAt} /> },
          ]}
        />
        {notes.length > 0 && (
          <ul className="mt-3 flex list-disc flex-col gap-1 rounded-corner bg-honey-wash py-2 pe-3 ps-7 text-body text-ink">
            {notes.map((note) => (
              <li key={note} className="break-words">
                {note}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {(kind === "url" || kind === "catalog") && <DocumentPages id={id} />}
      {parts.length > 0 && (
        <Section title={t("Passages, as they are searched")}>
          <ol className="flex flex-col gap-3">
            {parts.map((part) => (
              <li key={part.id} className="rounded-corner border border-line bg-raised p-3">
                {part.heading !== "" && <p className="mb-1 text-small text-ink-3">{part.heading}</p>}
                <p className="text-body whitespace-pre-line text-ink-2">{part.text}</p>
              </li>
            ))}
          </ol>
        </Section>
      )}
    </>
  );
}

function DocumentPages({ id }: { id: string }) {
  const pages = useQuery({
    queryKey: ["knowledge", id, "pages"],
    queryFn: ({ signal }) => knowledgeApi.list(undefined, signal, id),
  });
  const shown = pages.data?.data.filter(({ chunks }) => chunks > 0) ?? [];
  if (shown.length === 0) return null;
  return (
    <Section title={t("Pages under it")}>
      <ul className="flex flex-col gap-1 text-body">
        {shown.map(({ id: page, title, url, chunks }) => (
          <li key={page} className="flex gap-3">
            <span className="min-w-0 flex-1 truncate text-ink" title={url ?? undefined}>
              {title}
            </span>
            <span className="shrink-0 text-ink-3 tabular-nums">{chunks}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function DocumentCommands({ document, onDeleted }: { document: DocumentDetail; onDeleted: () => void }) {
  const { id, kind, title, parentId, state } = document;
  const mayChange = useMay("knowledge:write");
  const refresh = useChange({
    run: () => knowledgeApi.refresh(id),
    guard: free("done again, it changes nothing more"),
    refresh: [["knowledge"]],
  });
  const remove = useChange({
    run: () => knowledgeApi.remove(id),
    guard: typed(t("Delete “{title}”? No question is answered from it any more.", { title }), t("Delete")),
    refresh: [["knowledge"]],
    onSuccess: onDeleted,
  });
  if (!mayChange) return null;
  return (
    <>
      {parentId === null && (kind === "url" || kind === "catalog") && (
        <Button disabled={refresh.isPending || state === "reading"} onClick={() => refresh.mutate()}>
          {state === "reading" ? t("Reading…") : t("Read again")}
        </Button>
      )}
      <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
        {t("Delete")}
      </Button>
    </>
  );
}
