import type { KnowledgeDocument } from "@rapport/contracts/knowledge";
import { t, tn, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";

const LOOKS = { reading: "honey", ready: "accent", failed: "ember" } as const;

type DocumentNavProps = {
  documents: readonly KnowledgeDocument[];
  selected: string | undefined;
  onOpen: (id: string) => void;
  onMore: (() => void) | undefined;
};

/** The documents with how each stands. */
export function DocumentNav({ documents, selected, onOpen, onMore }: DocumentNavProps) {
  return (
    <nav
      aria-label={t("Documents")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line max-md:w-full max-md:overflow-visible max-md:border-t max-md:border-e-0"
    >
      <ul>
        {documents.map(({ id, title, state, kind, chunks, updatedAt }) => (
          <li key={id} className="border-b border-line">
            <button
              type="button"
              aria-current={id === selected}
              onClick={() => onOpen(id)}
              className={classNames(
                "w-full px-4 py-2.5 text-start hover:bg-hover",
                id === selected && "bg-accent-wash",
              )}
            >
              <span className="flex items-center gap-2">
                <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{title}</span>
                {state !== "ready" && <Pill look={LOOKS[state]}>{word(state)}</Pill>}
              </span>
              <span className="mt-0.5 block truncate text-small text-ink-3">
                {word(kind)} · {kind === "catalog" ? t("items") : tn(chunks, "{count} passage", "{count} passages")} ·{" "}
                <TimeAgo iso={updatedAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {onMore && (
        <div className="p-3 text-center">
          <Button look="quiet" onClick={onMore}>
            {t("Load older ones")}
          </Button>
        </div>
      )}
    </nav>
  );
}
