import { CodeBlock } from "../../ui/code-block.tsx";
import { useSession } from "../session/use-session.ts";
import { readGuidePage } from "./guide-pages.ts";
import type { GuideKind } from "./guides.ts";
import { GUIDE_LABELS } from "./guides.ts";
import { parseGuide } from "./parse-guide.ts";

/** A guide of the documentation with this project's address and write key in every line. */
export function GuideView({ kind }: { kind: GuideKind }) {
  const { writeKey } = useSession();
  const parts = parseGuide(readGuidePage(kind), { origin: window.location.origin, writeKey: writeKey ?? "pk_…" });
  return (
    <div dir="ltr" lang="en" className="space-y-3">
      {parts.map((part) =>
        "text" in part ? (
          <GuideText key={part.text} text={part.text} />
        ) : (
          <CodeBlock key={part.code} name={`${GUIDE_LABELS[kind]} ${part.language}`} code={part.code} />
        ),
      )}
    </div>
  );
}

/** Words, with code between backticks: every second piece. */
function GuideText({ text }: { text: string }) {
  return (
    <p className="text-body text-pretty text-ink-2">
      {text.split("`").map((piece, place) =>
        place % 2 === 1 ? (
          <code key={piece} className="font-mono text-small break-words text-ink">
            {piece}
          </code>
        ) : (
          piece
        ),
      )}
    </p>
  );
}
