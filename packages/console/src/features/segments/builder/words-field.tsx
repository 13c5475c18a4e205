import type { LeafRule } from "@rapport/contracts/segment-rules";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import { useState } from "react";
import { t } from "../../../lib/text.ts";
import { isGroup } from "./condition-kinds.ts";
import { readCondition } from "./read-boxes.ts";

/** One condition in words: for what has no boxes. It takes effect whenever it can be read. */
export function WordsField({ rule, onChange }: { rule: LeafRule; onChange: (rule: LeafRule) => void }) {
  const words = printRule(rule);
  const [draft, setDraft] = useState<string>();
  const read = draft === undefined ? rule : toLeaf(draft);
  // While it is typed the draft is shown; words that came from elsewhere take its place.
  const shown = draft !== undefined && (read === undefined || printRule(read) === words) ? draft : words;
  return (
    <input
      aria-label={t("Condition in words")}
      aria-invalid={draft !== undefined && read === undefined}
      value={shown}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setDraft(event.target.value);
        const changed = toLeaf(event.target.value);
        if (changed) onChange(changed);
      }}
      onBlur={() => setDraft(undefined)}
      className="h-8 min-w-64 flex-1 rounded-corner border border-line-strong bg-raised px-2.5 font-mono text-small text-ink focus:border-accent focus-visible:outline-offset-0 aria-invalid:border-ember max-md:h-10 max-md:min-w-0 max-md:basis-full"
    />
  );
}

function toLeaf(text: string): LeafRule | undefined {
  const rule = readCondition(text);
  return rule && !isGroup(rule) && rule.type !== "not" ? rule : undefined;
}
