import type { PlanEvent, PlanMode, PutPlanEvent } from "@rapport/contracts/tracking-plan";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { planApi } from "./plan-api.ts";
import { PlanViolations } from "./plan-violations.tsx";

const MODES: readonly { value: PlanMode; label: string; name: string; says: string }[] = [
  { value: "off", label: t("Off"), name: t("Off"), says: t("The schema is kept and not used.") },
  {
    value: "warn",
    label: t("Warn"),
    name: t("Warn"),
    says: t("Events that break it are stored, flagged and counted."),
  },
  {
    value: "drop",
    label: t("Drop"),
    name: t("Drop properties"),
    says: t("Events are stored without exactly the properties at fault."),
  },
  {
    value: "reject",
    label: t("Reject"),
    name: t("Reject"),
    says: t("Events that break it are rejected; the answer names the field."),
  },
];
const FIRST = {
  type: "object",
  required: ["product_id"],
  properties: { product_id: { type: "string" }, price: { type: "number" } },
};
const FIELD = "w-full rounded-corner border border-line-strong bg-raised px-2.5 py-1.5 text-ink";

/** One event of the plan: its name, mode and schema, and where events broke it. */
export function PlanEditor({
  event,
  onDone,
}: {
  event: PlanEvent | undefined;
  onDone: (name: string | undefined) => void;
}) {
  const [name, setName] = useState(event?.name ?? "");
  const [mode, setMode] = useState<PlanMode>(event?.mode ?? "warn");
  const [text, setText] = useState(JSON.stringify(event?.schema ?? FIRST, null, 2));
  const { put, remove } = usePlanChanges(event, onDone);
  const schema = readSchema(text);
  const save = () =>
    schema.value &&
    put.mutate(
      { name, mode, schema: schema.value, description: event?.description ?? "" },
      { onSuccess: (saved) => onDone(saved.name) },
    );
  return (
    <>
      <Section title={event ? t("Event") : t("New event")}>
        {event ? (
          <h2 className="text-title font-semibold break-words text-ink">{event.name}</h2>
        ) : (
          <input
            aria-label={t("Event name")}
            placeholder={t("Event name, e.g. Order Completed")}
            value={name}
            maxLength={200}
            onChange={(change) => setName(change.target.value)}
            className={`${FIELD} max-w-md`}
          />
        )}
      </Section>
      <Section title={t("When an event breaks the schema")}>
        <Segmented label={t("Mode")} value={mode} options={MODES} onChange={setMode} />
        <p className="mt-2 text-body text-ink-2">{MODES.find(({ value }) => value === mode)?.says}</p>
      </Section>
      <Section title={t("JSON Schema of its properties")}>
        <textarea
          aria-label={t("JSON Schema")}
          spellCheck={false}
          rows={14}
          value={text}
          onChange={(change) => setText(change.target.value)}
          className={`${FIELD} font-mono text-small leading-5`}
        />
        {schema.fault && <p className="mt-1 text-small text-ember">{schema.fault}</p>}
        <div className="mt-3 flex gap-2">
          <Button look="primary" disabled={!schema.value || name.trim() === "" || put.isPending} onClick={save}>
            {put.isPending ? t("Saving…") : t("Save")}
          </Button>
          {event && (
            <Button disabled={remove.isPending} onClick={() => remove.mutate()}>
              {t("Remove from the plan")}
            </Button>
          )}
        </div>
      </Section>
      {put.error && <ProblemNote title={t("The event was not saved")} error={put.error} />}
      {remove.error && <ProblemNote title={t("The event was not removed")} error={remove.error} />}
      {event && <PlanViolations name={event.name} />}
    </>
  );
}

function usePlanChanges(before: PlanEvent | undefined, onDone: (name: string | undefined) => void) {
  const refresh = [["plan"]];
  const putBack = (name: string) =>
    before
      ? planApi.putEvent(name, { mode: before.mode, schema: before.schema, description: before.description })
      : planApi.deleteEvent(name);
  const put = useChange({
    run: ({ name, ...event }: PutPlanEvent & { name: string }) => planApi.putEvent(name, event),
    guard: undone(t("Saved."), ({ name }: { name: string }) => putBack(name)),
    refresh,
  });
  const remove = useChange({
    run: () => planApi.deleteEvent(before?.name ?? ""),
    guard: undone(t("Removed."), () => putBack(before?.name ?? "")),
    refresh,
    onSuccess: () => onDone(undefined),
  });
  return { put, remove };
}

function readSchema(text: string): { value?: Record<string, unknown>; fault?: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return { fault: t("The schema must be an object.") };
    return { value: { ...value } };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : t("This is not JSON.") };
  }
}
