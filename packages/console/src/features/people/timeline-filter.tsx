import type { TimelineKind } from "@rapport/contracts/profiles";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";

const KINDS: readonly { kind: TimelineKind; label: string }[] = [
  { kind: "action", label: t("Actions") },
  { kind: "page", label: t("Pages") },
  { kind: "identity", label: t("Identity") },
  { kind: "segment", label: t("Segments") },
  { kind: "recommendation", label: t("Recommendations") },
];

type TimelineFilterProps = { kinds: readonly TimelineKind[]; onChange: (kinds: TimelineKind[]) => void };

/** Which kinds of entries a timeline shows; none chosen means all. */
export function TimelineFilter({ kinds, onChange }: TimelineFilterProps) {
  return (
    <fieldset className="flex flex-wrap gap-1.5 px-4 pt-3">
      <legend className="sr-only">{t("Kinds of entries")}</legend>
      {KINDS.map(({ kind, label }) => {
        const isOn = kinds.includes(kind);
        return (
          <button
            key={kind}
            type="button"
            aria-pressed={isOn}
            onClick={() => onChange(isOn ? kinds.filter((other) => other !== kind) : [...kinds, kind])}
            className={classNames(
              "h-7 rounded-full border px-3 text-small transition-colors duration-(--quick) max-md:h-9",
              isOn ? "border-accent bg-accent-wash text-ink" : "border-line bg-raised text-ink-2 hover:bg-hover",
            )}
          >
            {label}
          </button>
        );
      })}
    </fieldset>
  );
}
