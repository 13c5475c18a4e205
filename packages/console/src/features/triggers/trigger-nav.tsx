import type { Trigger } from "@rapport/contracts/triggers";
import { t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { Pill } from "../../ui/pill.tsx";
import type { TriggerNames } from "./describe-trigger.ts";
import { describeSource } from "./describe-trigger.ts";

type TriggerNavProps = {
  triggers: readonly Trigger[];
  names: TriggerNames;
  selected: string | undefined;
  onOpen: (id: string) => void;
};

/** The triggers beside what is open. */
export function TriggerNav({ triggers, names, selected, onOpen }: TriggerNavProps) {
  return (
    <nav
      aria-label={t("Triggers")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {triggers.map((trigger) => (
        <button
          key={trigger.id}
          type="button"
          aria-current={trigger.id === selected ? "true" : undefined}
          onClick={() => onOpen(trigger.id)}
          className={classNames(
            "block w-full px-4 py-2 text-start hover:bg-hover",
            trigger.id === selected && "bg-raised",
          )}
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-body font-medium text-ink">{trigger.name}</span>
            <TriggerPill trigger={trigger} />
          </span>
          <span className="block truncate text-small text-ink-3">{describeSource(trigger.source, names)}</span>
        </button>
      ))}
    </nav>
  );
}

function TriggerPill({ trigger: { enabled, lastDay } }: { trigger: Trigger }) {
  if (!enabled) return <Pill>{t("off")}</Pill>;
  if ((lastDay.failed ?? 0) > 0) return <Pill look="ember">{t("failing")}</Pill>;
  return <Pill look="accent">{t("on")}</Pill>;
}
