import type { Project } from "@rapport/contracts/projects";
import { PROJECT_NAME_LENGTH } from "@rapport/contracts/projects";
import { useState } from "react";
import { enterProject } from "../../lib/enter-project.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { settingsApi } from "./settings-api.ts";

/** Adds a project to the workspace and shows it. */
export function AddProject() {
  const [name, setName] = useState("");
  const add = useChange({
    run: (said: string) => settingsApi.addProject(said),
    guard: (said) =>
      typed(t("Add the project “{name}”? It stays: projects are not deleted here.", { name: said }), t("Add")),
    onSuccess: ({ id }: Project) => enterProject(id),
  });
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(name.trim());
      }}
    >
      <FormField
        label={t("Name of the new project")}
        required
        maxLength={PROJECT_NAME_LENGTH}
        className="max-w-md min-w-52 flex-1"
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint={t(
          "Its events, people and keys are its own; the members of the workspace enter it with the roles that they have.",
        )}
        problem={add.error ? describeFailure(add.error) : undefined}
      />
      <Button type="submit" className="mt-6.5 !h-10" disabled={name.trim() === "" || add.isPending}>
        {t("Add project")}
      </Button>
    </form>
  );
}
