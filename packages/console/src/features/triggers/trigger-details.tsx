import type { Trigger } from "@rapport/contracts/triggers";
import { byId, changeRows } from "../../lib/change-rows.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { CrossingLog } from "./crossing-log.tsx";
import type { TriggerNames } from "./describe-trigger.ts";
import { describeAction, describeSource } from "./describe-trigger.ts";
import { toBody, triggersApi } from "./triggers-api.ts";

type TriggerDetailsProps = { trigger: Trigger; names: TriggerNames; onEdit: () => void; onDeleted: () => void };

/** One trigger: what it watches and starts, how often it did, and who crossed it. */
export function TriggerDetails({ trigger, names, onEdit, onDeleted }: TriggerDetailsProps) {
  const { source, action, cooldownSeconds, ratePerHour, lastDay, lastFiredAt } = trigger;
  const mayChange = useMay("triggers:write");
  return (
    <>
      <Section title={trigger.name}>
        <FactList
          facts={[
            { name: t("When"), value: describeSource(source, names) },
            { name: t("Starts"), value: describeAction(action, names) },
            ...(source.kind === "intent"
              ? [
                  {
                    name: t("Crosses again"),
                    value: t("after {share} back past the threshold", { share: formatShare(source.hysteresis) }),
                  },
                ]
              : []),
            {
              name: t("Same person again"),
              value:
                cooldownSeconds === 0
                  ? t("at once")
                  : t("after {hours} h", { hours: Math.ceil(cooldownSeconds / 3_600) }),
            },
            {
              name: t("Within an hour"),
              value: ratePerHour === null ? t("all") : t("{ratePerHour} at most", { ratePerHour }),
            },
            { name: t("Fired today"), value: formatCount(lastDay.fired ?? 0) },
            { name: t("Held back, failed"), value: `${lastDay.held_back ?? 0}, ${lastDay.failed ?? 0}` },
            { name: t("Fired last"), value: lastFiredAt ? <TimeAgo iso={lastFiredAt} /> : t("Never") },
          ]}
        />
      </Section>
      {mayChange && <TriggerCommands trigger={trigger} onEdit={onEdit} onDeleted={onDeleted} />}
      <CrossingLog trigger={trigger} />
    </>
  );
}

function TriggerCommands({ trigger, onEdit, onDeleted }: Omit<TriggerDetailsProps, "names">) {
  const { id, name, enabled } = trigger;
  const refresh = [["triggers"]];
  const put = (on: boolean) => triggersApi.update(id, { ...toBody(trigger), enabled: on });
  const toggle = useChange({
    run: () => put(!enabled),
    guard: undone(enabled ? t("Switched off.") : t("Switched on."), () => put(enabled)),
    refresh,
    optimistic: (client) => changeRows(client, ["triggers"], byId(id), { enabled: !enabled }),
  });
  const remove = useChange({
    run: () => triggersApi.remove(id),
    guard: typed(t("Delete {name}? The log of its crossings goes with it.", { name }), t("Delete")),
    refresh,
    onSuccess: onDeleted,
  });
  const error = toggle.error ?? remove.error;
  return (
    <div className="border-b border-line px-4 py-3">
      <div className="flex flex-wrap gap-2">
        <Button look="plain" onClick={onEdit}>
          {t("Change")}
        </Button>
        <Button look={enabled ? "plain" : "primary"} disabled={toggle.isPending} onClick={() => toggle.mutate()}>
          {enabled ? t("Switch off") : t("Switch on")}
        </Button>
        <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t("Delete")}
        </Button>
      </div>
      {error && <ProblemNote title={t("That did not work")} error={error} />}
    </div>
  );
}
