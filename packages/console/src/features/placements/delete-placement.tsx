import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { placementsApi } from "./placements-api.ts";

/** Deletes once its name has been typed: what its policy has learned cannot be had back. */
export function DeletePlacement({ name, onDeleted }: { name: string; onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => placementsApi.remove(name),
    onSuccess: async () => {
      onDeleted();
      await client.invalidateQueries({ queryKey: ["placements"] });
    },
  });
  if (!asking) {
    return (
      <div className="px-4 py-4">
        <Button look="quiet" onClick={() => setAsking(true)}>
          {t("Delete the placement…")}
        </Button>
      </div>
    );
  }
  const isReady = typed.trim() === name;
  return (
    <Section title={t("Delete the placement")}>
      <form
        className="flex max-w-lg flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) remove.mutate();
        }}
      >
        <p className="text-body text-pretty text-ink-2">
          {t(
            "Its rules go, and what its policy has learned. Who asks for it by its name is answered with the defaults.",
          )}
        </p>
        <TextField
          label={t("Name to delete")}
          shown={t("Type “{name}” to go on", { name })}
          value={typed}
          onChange={setTyped}
        />
        <div className="flex gap-2">
          <Button type="submit" disabled={!isReady || remove.isPending}>
            {t("Delete")}
          </Button>
          <Button look="quiet" onClick={() => setAsking(false)}>
            {t("Cancel")}
          </Button>
        </div>
        {remove.error && <ProblemNote title={t("The placement was not deleted")} error={remove.error} />}
      </form>
    </Section>
  );
}
