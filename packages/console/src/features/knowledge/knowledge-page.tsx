import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { BookIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import { AddDocument } from "./add-document.tsx";
import { AskPanel } from "./ask-panel.tsx";
import { DocumentNav } from "./document-nav.tsx";
import { DocumentView } from "./document-view.tsx";
import { knowledgeApi } from "./knowledge-api.ts";
import type { KnowledgeSearch } from "./knowledge-search.ts";

const route = getRouteApi("/knowledge");
/** Fast while a job reads something. */
const REFRESH_MS = { reading: 1_500, idle: 20_000 };

/** What questions are answered from, and the place to ask one. */
export function KnowledgePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("knowledge:write");
  const go = (next: KnowledgeSearch) => void navigate({ search: next });
  const { rows: all = [], query: documents } = usePages({
    key: ["knowledge"],
    read: (cursor, signal) => knowledgeApi.list(cursor, signal),
    everyMs: (known) => (known.some((one) => one.state === "reading") ? REFRESH_MS.reading : REFRESH_MS.idle),
  });
  if (documents.isPending) return <SkeletonRows rows={6} height={52} />;
  if (documents.isError) {
    const retry = () => void documents.refetch();
    return <ProblemNote title={t("The documents could not be loaded")} error={documents.error} onRetry={retry} />;
  }
  const more = documents.hasNextPage ? () => void documents.fetchNextPage() : undefined;
  return (
    <>
      <PageHeader compact title={t("Knowledge")} note={t("Answers rest on these documents")}>
        {all.length > 0 && <ListCsv name="documents" page={knowledgeApi.list} />}
        {search.document && <Button onClick={() => go({})}>{t("Ask")}</Button>}
        {mayChange && (
          <Button
            look={all.length === 0 || search.add ? "plain" : "primary"}
            aria-keyshortcuts="n"
            onClick={() => go({ add: "text" })}
          >
            {t("Add document")}
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col-reverse max-md:justify-end max-md:overflow-y-auto">
        {all.length > 0 && (
          <DocumentNav
            documents={all}
            selected={search.document}
            onOpen={(document) => go({ document })}
            onMore={more}
          />
        )}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:flex-none max-md:overflow-visible">
          {mayChange && search.add && (
            <AddDocument
              way={search.add}
              taken={all.map(({ key }) => key)}
              onWay={(add) => go({ add })}
              onAdded={(document) => go({ document })}
            />
          )}
          {search.document && <DocumentView key={search.document} id={search.document} onDeleted={() => go({})} />}
          {!search.document && !search.add && all.length > 0 && (
            <AskPanel question={search.q} onAsk={(q) => go({ q })} onOpen={(document) => go({ document })} />
          )}
          {!search.add && all.length === 0 && <NoDocuments onAdd={mayChange ? () => go({ add: "text" }) : undefined} />}
        </div>
      </div>
    </>
  );
}

function NoDocuments({ onAdd }: { onAdd: (() => void) | undefined }) {
  return (
    <EmptyState
      icon={<BookIcon size={20} />}
      title={t("Nothing to answer from yet.")}
      action={
        onAdd && (
          <Button look="primary" onClick={onAdd}>
            {t("Add the first document")}
          </Button>
        )
      }
    >
      {t(
        "Add your help pages, product facts or policies. Questions are answered from them with citations, or not at all.",
      )}
      {!onAdd && ` ${t("Somebody who may change knowledge can add one.")}`}
    </EmptyState>
  );
}
