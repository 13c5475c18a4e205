import type { KnowledgeAnswer } from "@rapport/contracts/knowledge";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { BookIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { AnswerView } from "./answer-view.tsx";
import { knowledgeApi } from "./knowledge-api.ts";
import { PassageCard } from "./passage-card.tsx";

type AskPanelProps = { question: string | undefined; onAsk: (question: string) => void; onOpen: (id: string) => void };

/** A question, its answer with citations, and why these passages. */
export function AskPanel({ question, onAsk, onOpen }: AskPanelProps) {
  const answer = useQuery({
    queryKey: ["knowledge", "answer", question],
    queryFn: ({ signal }) => knowledgeApi.ask(question ?? "", signal),
    enabled: question !== undefined,
    staleTime: 30_000,
  });
  const retry = () => void answer.refetch();
  return (
    <>
      <AskForm key={question} question={question ?? ""} onAsk={onAsk} />
      {question === undefined && (
        <EmptyState icon={<BookIcon size={20} />} title={t("Ask as your customers would.")} action={false}>
          {t("The answer cites the passages that it rests on. What they do not say is not answered.")}
        </EmptyState>
      )}
      {answer.isLoading && <SkeletonRows rows={5} height={48} />}
      {answer.error && <ProblemNote title={t("There is no answer")} error={answer.error} onRetry={retry} />}
      {answer.data && <Answered answer={answer.data} onOpen={onOpen} />}
    </>
  );
}

function AskForm({ question, onAsk }: { question: string; onAsk: (question: string) => void }) {
  const [text, setText] = useState(question);
  return (
    <form
      className="flex gap-2 border-b border-line px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") onAsk(text.trim());
      }}
    >
      <label className="min-w-0 flex-1">
        <span className="sr-only">{t("Question")}</span>
        <input
          value={text}
          maxLength={1_000}
          placeholder={t("When are refunds paid?")}
          onChange={(event) => setText(event.target.value)}
          className="h-10 w-full rounded-corner border border-control bg-raised px-3 text-body text-ink placeholder:text-ink-3 focus:border-accent"
        />
      </label>
      <Button look="primary" type="submit" className="h-10" disabled={text.trim() === ""}>
        {t("Ask")}
      </Button>
    </form>
  );
}

function Answered({ answer, onOpen }: { answer: KnowledgeAnswer; onOpen: (id: string) => void }) {
  return (
    <>
      <AnswerView answer={answer} />
      <Section title={t("Passages")}>
        {answer.passages.length === 0 && (
          <p className="text-body text-ink-2">{t("No document holds any of these words.")}</p>
        )}
        <ol className="flex flex-col gap-3">
          {answer.passages.map((passage) => (
            <PassageCard key={passage.chunkId} passage={passage} queries={answer.queries} onOpen={onOpen} />
          ))}
        </ol>
      </Section>
    </>
  );
}
