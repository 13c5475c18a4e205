import type { PutSegment, Segment } from "@rapport/contracts/segments";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
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
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["segments"] });
  const save = useMutation({
    mutationFn: (body: PutSegment) => (segment ? segmentsApi.update(segment.id, body) : segmentsApi.create(body)),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => segmentsApi.remove(id),
    onSuccess: async () => {
      await refresh();
      onDone(undefined);
    },
  });
  // For the page that is still there: whoever has gone to another screen meanwhile stays there.
  const onSaved = { onSuccess: ({ id }: Segment) => onDone(id) };
  const isReady = said.name !== "" && said.text !== "";
  const description = segment?.description ?? "";
  return (
    <div className="border-b border-line px-4 py-4">
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={!isReady || save.isPending}
          onClick={() => save.mutate({ ...said, description }, onSaved)}
        >
          {save.isPending ? t("Saving…") : t("Save")}
        </Button>
        {segment && (
          <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate(segment.id)}>
            {t("Delete")}
          </Button>
        )}
      </div>
      {save.error && <ProblemNote title={t("The segment could not be saved")} error={save.error} />}
      {remove.error && <ProblemNote title={t("The segment could not be deleted")} error={remove.error} />}
    </div>
  );
}
