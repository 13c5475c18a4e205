import { t } from "../../lib/text.ts";
import { useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { placementsApi } from "./placements-api.ts";

/** Deletes once that has been typed: what its policy has learned cannot be had back. */
export function DeletePlacement({ name, onDeleted }: { name: string; onDeleted: () => void }) {
  const remove = useChange({
    run: () => placementsApi.remove(name),
    guard: {
      kind: "typed",
      question: {
        title: t("Delete “{name}”?", { name }),
        detail: t(
          "Its rules go, and what its policy has learned. Who asks for it by its name is answered with the defaults.",
        ),
        verb: t("Delete"),
      },
    },
    refresh: [["placements"]],
    onSuccess: onDeleted,
  });
  return (
    <div className="px-4 py-4">
      <Button look="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
        {t("Delete the placement…")}
      </Button>
      {remove.error && <ProblemNote title={t("The placement was not deleted")} error={remove.error} />}
    </div>
  );
}
