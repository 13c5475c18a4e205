import type { KnowledgeDocument } from "@rapport/contracts/knowledge";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { knowledgeApi } from "../knowledge/knowledge-api.ts";
import type { BriefState } from "./brief-state.ts";

/** Documents that a brief names on one side, at most. */
const MOST = 20;

type VoiceDocumentsProps = { state: BriefState; onChange: (part: Partial<BriefState>) => void };

/** Chooses the documents that the brand's voice is learned from, and those by others that it is told from. */
export function VoiceDocuments({ state, onChange }: VoiceDocumentsProps) {
  const documents = useQuery({
    queryKey: ["voice-documents"],
    queryFn: ({ signal }) => knowledgeApi.list(undefined, signal),
  });
  const ready = documents.data?.data.filter(({ state: one }) => one === "ready") ?? [];
  const { ownDocuments: own, otherDocuments: others } = state;
  return (
    <fieldset className="md:col-span-2">
      <legend className="mb-1 text-body font-medium text-ink">{t("The brand’s voice")}</legend>
      <p className="mb-2 max-w-prose text-small text-ink-3">
        {t(
          "Learned from documents, if you choose some: 1,500 words of your own at least, and as many by others about the same things. Each variant says how near it is.",
        )}
      </p>
      {documents.error && <ProblemNote title={t("The documents could not be loaded")} error={documents.error} />}
      {documents.isSuccess && ready.length < 2 && (
        <Link to="/knowledge" className="text-small text-accent underline-offset-2 hover:underline">
          {t("Add documents to Knowledge first")}
        </Link>
      )}
      {ready.length >= 2 && (
        <div className="grid gap-3 md:grid-cols-2">
          <Side
            title={t("In your voice")}
            documents={ready.filter(({ id }) => !others.includes(id))}
            chosen={own}
            onChange={(ownDocuments) => onChange({ ownDocuments })}
          />
          <Side
            title={t("By others")}
            documents={ready.filter(({ id }) => !own.includes(id))}
            chosen={others}
            onChange={(otherDocuments) => onChange({ otherDocuments })}
          />
        </div>
      )}
    </fieldset>
  );
}

type SideProps = {
  title: string;
  documents: readonly KnowledgeDocument[];
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
};

function Side({ title, documents, chosen, onChange }: SideProps) {
  return (
    <fieldset className="min-w-0 rounded-corner border border-line px-3 py-2">
      <legend className="px-1 text-small text-ink-2">{title}</legend>
      <div className="max-h-44 overflow-y-auto">
        {documents.map(({ id, title: name, characters }) => (
          <label key={id} className="flex min-h-8 items-center gap-2 text-body text-ink-2 max-md:min-h-10">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={!chosen.includes(id) && chosen.length >= MOST}
              onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
            />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-small text-ink-3 tabular-nums">{t("{count} characters", { count: characters })}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
