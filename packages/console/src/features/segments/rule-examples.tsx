import { t } from "../../lib/text.ts";

/** Rules to begin with: each shows another part of the language. */
const EXAMPLES = [
  { title: t("Loyal customers"), text: 'did "Order Completed" at least 3 times in last 90d' },
  { title: t("Left a cart behind"), text: 'sequence ("Product Added") unless "Order Completed" for 1h in last 7d' },
  { title: t("Gone quiet"), text: "did anything and not did anything in last 30d" },
  { title: t("Can be written to, not on a plan"), text: 'email and (trait plan missing or trait plan = "free")' },
  { title: t("A tenth of all people"), text: 'bucket 0 to 10 of "test"' },
] as const;

export function RuleExamples({ onChoose }: { onChoose: (text: string) => void }) {
  return (
    <ul aria-label={t("Examples")} className="flex flex-col gap-1">
      {EXAMPLES.map(({ title, text }) => (
        <li key={title}>
          <button
            type="button"
            onClick={() => onChoose(text)}
            className="w-full rounded-corner px-2 py-1.5 text-start hover:bg-hover"
          >
            <span className="block text-body text-ink">{title}</span>
            <code className="block font-mono text-small break-words text-ink-3">{text}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}
