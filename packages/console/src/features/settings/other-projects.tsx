import { enterProject } from "../../lib/enter-project.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { useMay } from "../session/use-may.ts";
import { useSession } from "../session/use-session.ts";
import { AddProject } from "./add-project.tsx";

/** The projects that a member may enter, and the way to another one. */
export function OtherProjects() {
  const { projects, projectId } = useSession();
  const mayAdd = useMay("workspace:write");
  return (
    <Section title={t("Projects")}>
      <ul className="mb-3">
        {projects.map((project) => (
          <ProjectRow key={project.id} {...project} isShown={project.id === projectId} />
        ))}
      </ul>
      {mayAdd && <AddProject />}
    </Section>
  );
}

function ProjectRow({ id, name, isShown }: { id: string; name: string; isShown: boolean }) {
  return (
    <li className="flex min-h-10 items-center gap-3 border-b border-line">
      <span className="min-w-0 flex-1 truncate text-body text-ink">{name}</span>
      {isShown ? (
        <Pill look="accent">{t("shown")}</Pill>
      ) : (
        <Button look="quiet" aria-label={t("Show {name}", { name })} onClick={() => void enterProject(id)}>
          {t("Show")}
        </Button>
      )}
    </li>
  );
}
