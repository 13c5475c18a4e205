import { ApiError } from "../lib/api.ts";
import { readServer } from "../lib/language.ts";
import { problemWords } from "../lib/problem-words.ts";
import { t } from "../lib/text.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { AlertIcon } from "./icons.tsx";

/** Details that the reader's language has no words for come in the server's, which is read from left to right. */
const IN_ENGLISH = { lang: "en", dir: "ltr" } as const;

function Detail({ text, foreign }: { text: string; foreign: boolean }) {
  const said = readServer(text);
  return <span {...(foreign && !said ? IN_ENGLISH : {})}>{said ?? text}</span>;
}

/** An error in words: what failed, which field, and the request id for those who look into it. */
export function ProblemNote({ title, error, onRetry }: { title: string; error: Error; onRetry?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  const words = problem && problemWords(problem.code);
  return (
    <div role="alert" className="m-4 flex gap-3 rounded-large border border-line bg-ember-wash p-4">
      <AlertIcon className="mt-0.5 shrink-0 text-ember" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink">{title}</p>
        {words && <p className="mt-0.5 text-ink-2">{words}</p>}
        <p className="mt-0.5 break-words text-ink-2">
          <Detail text={error.message} foreign={words !== undefined} />
        </p>
        {problem?.errors?.map((field) => (
          <p key={field.pointer} className="mt-1 text-ink-2">
            <code className="font-mono text-small text-ember">{field.pointer || "/"}</code>{" "}
            <Detail text={field.message} foreign={words !== undefined} />
          </p>
        ))}
        {problem && (
          <p className="mt-2 flex items-center gap-1 font-mono text-micro text-ink-2">
            {problem.code} · {problem.requestId}
            <CopyButton text={problem.requestId} name={t("Copy request id")} />
          </p>
        )}
      </div>
      {onRetry && <Button onClick={onRetry}>{t("Try again")}</Button>}
    </div>
  );
}
