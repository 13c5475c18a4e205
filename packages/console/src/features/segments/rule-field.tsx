import { t } from "../../lib/text.ts";

/** The rule in words; faults are named below it by the preview, at the character where they are. */
export function RuleField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <label className="flex min-w-0 flex-col gap-1">
      <span className="text-small text-ink-3">{t("Who belongs")}</span>
      <textarea
        aria-label={t("Rule")}
        rows={Math.min(12, Math.max(3, Math.ceil(text.length / 60)))}
        spellCheck={false}
        value={text}
        maxLength={20_000}
        placeholder={'did "Order Completed" at least 3 times in last 30d'}
        onChange={(event) => onChange(event.target.value)}
        className="w-full rounded-corner border border-line-strong bg-raised px-2.5 py-2 font-mono text-small text-ink placeholder:text-ink-3 focus:border-accent focus-visible:outline-offset-0"
      />
    </label>
  );
}
