import { t } from "../../lib/text.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { useMay } from "../session/use-may.ts";
import { useSession } from "../session/use-session.ts";
import { BrowserSettings } from "./browser-settings.tsx";
import { MoreSettings } from "./more-settings.tsx";
import { OtherProjects } from "./other-projects.tsx";
import { ProjectSettings } from "./project-settings.tsx";
import { RetentionSettings } from "./retention-settings.tsx";

/** The project and this browser, and where everything else is set. */
export function SettingsPage() {
  const { projectId, projectName, member } = useSession();
  const maySeeRetention = useMay("privacy:read");
  return (
    <>
      <PageHeader title={t("Settings")} note={projectName} compact />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="max-w-4xl">
          <ProjectSettings id={projectId} />
          {member && <OtherProjects />}
          {maySeeRetention && <RetentionSettings />}
          <BrowserSettings />
          <MoreSettings />
        </div>
      </div>
    </>
  );
}
