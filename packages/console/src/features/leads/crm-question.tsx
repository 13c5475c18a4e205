import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";

type CrmQuestionProps = {
  note: string;
  /** What the member may tick, which makes another question of it. */
  choice: string;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  asked: { data: unknown; isPending: boolean; error: Error | null };
  onLook: () => void;
};

/** What a CRM is asked before anything changes, and what became of the question. */
export function CrmQuestion({ note, choice, isChosen, onChoose, asked, onLook }: CrmQuestionProps) {
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="text-small text-ink-2">{note}</p>
      <label className="flex items-start gap-2 text-small text-ink-2">
        <input
          type="checkbox"
          checked={isChosen}
          onChange={(event) => onChoose(event.target.checked)}
          className="mt-0.5"
        />
        {choice}
      </label>
      {!asked.data && (
        <div>
          <Button disabled={asked.isPending} onClick={onLook}>
            {t("Look what would change")}
          </Button>
        </div>
      )}
      {asked.isPending && <p className="text-small text-ink-3">{t("Asking the CRM…")}</p>}
      {asked.error && <ProblemNote title={t("The CRM could not be asked")} error={asked.error} />}
    </div>
  );
}
