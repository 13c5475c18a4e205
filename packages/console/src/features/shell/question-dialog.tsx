import { useEffect, useRef, useState } from "react";
import type { Question } from "../../lib/questions.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";

/** Asks for the verb of something that cannot be taken back; the platform's dialog keeps the focus and gives it back. */
export function QuestionDialog({ title, detail, verb, onAnswer }: Question & { onAnswer: (yes: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const isReady = typed.trim().toLocaleLowerCase() === verb.toLocaleLowerCase();
  return (
    <dialog
      ref={dialog}
      onClose={() => onAnswer(false)}
      aria-labelledby="question-title"
      className="m-auto w-md max-w-[calc(100vw-2rem)] rounded-large border border-line bg-raised p-5 text-ink shadow-float"
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onAnswer(true);
        }}
      >
        <h2 id="question-title" className="text-title font-semibold break-words">
          {title}
        </h2>
        {detail && <p className="text-body break-words text-pretty text-ink-2">{detail}</p>}
        <label className="flex flex-col gap-1.5 text-body text-ink-2">
          <span>
            {tx("Type “{verb}” to go on", { verb: <strong className="font-medium text-ink">{verb}</strong> })}
          </span>
          <input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="h-10 w-full rounded-corner border border-control bg-raised px-3 text-body text-ink focus:border-accent"
          />
        </label>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={!isReady}>
            {verb}
          </Button>
          <Button look="quiet" onClick={() => onAnswer(false)}>
            {t("Keep it as it is")}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
