import { enterProject } from "../../lib/enter-project.ts";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { useSession } from "../session/use-session.ts";

/** The project that is shown, and the way to the others that whoever is here may enter. */
export function ProjectChoice() {
  const { projectId, projects } = useSession();
  return (
    <SelectField
      label={t("Project")}
      neutral
      className="w-full"
      value={projectId}
      options={projects.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => void enterProject(id)}
    />
  );
}
