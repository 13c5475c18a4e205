import type { Project } from "@rapport/contracts/projects";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t, word } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { ExactTime } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { ProjectName } from "./project-name.tsx";
import { projectKey, settingsApi } from "./settings-api.ts";

/** What the project is called and whose it is. */
export function ProjectSettings({ id }: { id: string }) {
  const mayChange = useMay("workspace:write");
  const project = useQuery({
    queryKey: projectKey(id),
    queryFn: ({ signal }) => settingsApi.project(id, signal),
  });
  return (
    <Section title={t("Project")}>
      {project.isPending && <SkeletonRows rows={3} height={40} />}
      {project.error && (
        <ProblemNote
          title={t("The project could not be loaded")}
          error={project.error}
          onRetry={() => void project.refetch()}
        />
      )}
      {project.data && mayChange && <ProjectName project={project.data} />}
      {project.data && <ProjectFacts project={project.data} isNamed={!mayChange} />}
    </Section>
  );
}

function ProjectFacts({ project, isNamed }: { project: Project; isNamed: boolean }) {
  const { workspace } = project;
  return (
    <FactList
      facts={[
        ...(isNamed ? [{ name: t("Name"), value: project.name }] : []),
        { name: t("Project id"), value: <Id>{project.id}</Id>, copy: project.id },
        { name: t("In the command line"), value: <Id>{project.slug}</Id>, copy: project.slug },
        { name: t("Made"), value: <ExactTime iso={project.createdAt} /> },
        { name: t("Workspace"), value: workspace.name },
        { name: t("Workspace id"), value: <Id>{workspace.id}</Id>, copy: workspace.id },
        { name: t("Plan"), value: <Plan name={workspace.plan} /> },
      ]}
    />
  );
}

function Plan({ name }: { name: string }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Pill>{word(name)}</Pill>
      <Link to="/usage" className="text-small text-accent hover:underline">
        {t("See what it allows")}
      </Link>
    </span>
  );
}

function Id({ children }: { children: string }) {
  return <code className="font-mono text-small break-all">{children}</code>;
}
