import { t } from "../lib/text.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";

/** The one time that a secret's text is on a screen; `of` names it: "key". */
export function NewSecret({ of, secret, onDone }: { of: string; secret: string; onDone: () => void }) {
  return (
    <div role="status" className="m-4 rounded-large border border-line bg-accent-wash p-4">
      <p className="font-medium text-ink">{t("Copy the {of} now. It is not shown again.", { of })}</p>
      <p className="mt-2 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 font-mono text-body break-all text-ink">{secret}</code>
        <CopyButton text={secret} name={t("Copy the {of}", { of })} label={t("Copy")} />
        <Button onClick={onDone}>{t("Done")}</Button>
      </p>
    </div>
  );
}
