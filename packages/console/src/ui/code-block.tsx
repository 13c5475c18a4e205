import { t } from "../lib/text.ts";
import { CopyButton } from "./copy-button.tsx";

/** Code to copy. */
export function CodeBlock({ code, name }: { code: string; name: string }) {
  return (
    <div className="relative rounded-corner border border-line bg-sunken">
      <CopyButton text={code} name={t("Copy {name}", { name })} className="absolute top-2 end-2 bg-sunken" />
      {/* Wraps instead of scrolling: a region that scrolls sideways cannot be reached by keyboard without being a tab stop. */}
      <pre dir="ltr" className="p-3 pe-11 font-mono text-small leading-5 break-words whitespace-pre-wrap text-ink">
        <code>{code}</code>
      </pre>
    </div>
  );
}
