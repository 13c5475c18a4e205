import type { PutSegment, Segment } from "@rapport/contracts/segments";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { RuleBuilder } from "./builder/rule-builder.tsx";
import { RuleExamples } from "./rule-examples.tsx";
import { RuleField } from "./rule-field.tsx";
import { SegmentPreview } from "./segment-preview.tsx";
import { segmentsApi } from "./segments-api.ts";
import type { RuleView } from "./segments-search.ts";

type SaveBarOwner = { segment: Segment | undefined; onDone: (id: string | undefined) => void };
type SegmentEditorProps = SaveBarOwner & { view: RuleView; onView: (view: RuleView) => void };

/** Says in boxes or in words who belongs, and shows for how many it holds while it is typed. */
export function SegmentEditor({ segment, view, onView, onDone }: SegmentEditorProps) {
  const [name, setName] = useState(segment?.name ?? "");
  const [text, setText] = useState(segment?.text ?? "");
  return (
    <>
      <Section title={segment ? t("Segment") : t("New segment")}>
        <div className="flex flex-col gap-3">
          <TextField
            label={t("Name")}
            shown={t("Name")}
            placeholder={t("Loyal customers")}
            maxLength={100}
            value={name}
            onChange={setName}
            className="max-w-md"
          />
          <div className="flex">
            <Segmented
              label={t("How the rule is shown")}
              value={view}
              options={[
                { value: "boxes", label: t("Boxes"), name: t("Boxes") },
                { value: "words", label: t("Words"), name: t("Words") },
              ]}
              onChange={onView}
            />
          </div>
          {view === "boxes" ? (
            <RuleBuilder text={text} onChange={setText} />
          ) : (
            <RuleField text={text} onChange={setText} />
          )}
          {text.trim() === "" && <RuleExamples onChoose={setText} />}
        </div>
      </Section>
      {text.trim() !== "" && <SegmentPreview text={text} />}
      <SaveBar segment={segment} said={{ name: name.trim(), text: text.trim() }} onDone={onDone} />
    </>
  );
}

type SaveBarProps = SaveBarOwner & { said: { name: string; text: string } };

function SaveBar({ segment, said, onDone }: SaveBarProps) {
  const { save, remove } = useSegmentChanges(segment, onDone);
  const isReady = said.name !== "" && said.text !== "";
  const description = segment?.description ?? "";
  return (
    <div className="border-b border-line px-4 py-4">
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={!isReady || save.isPending}
          onClick={() => save.mutate({ ...said, description }, { onSuccess: ({ id }) => onDone(id) })}
        >
          {save.isPending ? t("Saving…") : t("Save")}
        </Button>
        {segment && (
          <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t("Delete")}
          </Button>
        )}
      </div>
      {save.error && <ProblemNote title={t("The segment could not be saved")} error={save.error} />}
      {remove.error && <ProblemNote title={t("The segment could not be deleted")} error={remove.error} />}
    </div>
  );
}

function useSegmentChanges(segment: Segment | undefined, onDone: SaveBarOwner["onDone"]) {
  const refresh = [["segments"]];
  const save = useChange({
    run: (body: PutSegment) => (segment ? segmentsApi.update(segment.id, body) : segmentsApi.create(body)),
    guard: segment
      ? undone(t("Saved."), () => segmentsApi.update(segment.id, toBody(segment)))
      : undone(t("Added."), ({ id }: { id: string }) => {
          // What is open of it would be asked for once more.
          onDone(undefined);
          return segmentsApi.remove(id);
        }),
    refresh,
  });
  const remove = useChange({
    run: () => segmentsApi.remove(segment?.id ?? ""),
    guard: typed(
      t("Delete “{name}”? Who was in it and when goes with it.", { name: segment?.name ?? "" }),
      t("Delete"),
    ),
    refresh,
    onSuccess: () => onDone(undefined),
  });
  return { save, remove };
}

const toBody = ({ name, description, text }: Segment): PutSegment => ({ name, description, text });
