import type { Project } from "@rapport/contracts/projects";
import { PROJECT_NAME_LENGTH } from "@rapport/contracts/projects";
import { useState } from "react";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SESSION_KEY } from "../session/use-session.ts";
import { projectKey, settingsApi } from "./settings-api.ts";

/** Gives the project another name: in the frame, in the command line's lists, on invitations. */
export function ProjectName({ project: { id, name } }: { project: Project }) {
  const [typed, setTyped] = useState(name);
  const rename = useChange({
    run: (next: string) => settingsApi.renameProject(id, next),
    guard: undone(t("Renamed."), async () => setTyped((await settingsApi.renameProject(id, name)).name)),
    refresh: [projectKey(id), SESSION_KEY],
  });
  const isSame = ["", name].includes(typed.trim());
  return (
    <form
      className="mb-3 flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame) rename.mutate(typed.trim());
      }}
    >
      <FormField
        label={t("Name")}
        required
        maxLength={PROJECT_NAME_LENGTH}
        className="max-w-md min-w-52 flex-1"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        problem={rename.error ? describeFailure(rename.error) : undefined}
      />
      <Button type="submit" className="mt-6.5 !h-10" disabled={isSame || rename.isPending}>
        {t("Rename")}
      </Button>
    </form>
  );
}
