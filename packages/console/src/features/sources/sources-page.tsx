import { getRouteApi, Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { GuidePanel } from "./guide-panel.tsx";
import { WriteKeyBar } from "./write-key-bar.tsx";

const route = getRouteApi("/sources");

/** Where events come from: how an application is made to send them, with the project's key in every line. */
export function SourcesPage() {
  const { guide = "plain-html" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("Sources")} note={t("Send events from a site or a server")} />
      <div className="flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl px-5 py-6">
          <GuidePanel kind={guide} onKind={(kind) => void navigate({ search: { guide: kind }, replace: true })} />
          <WriteKeyBar />
          <p className="mt-6 text-body text-ink-2">
            <Link to="/events" className="font-medium text-accent hover:underline">
              {t("See what arrives")}
            </Link>{" "}
            ·{" "}
            <Link to="/rejected" className="font-medium text-accent hover:underline">
              {t("and what was refused, and why")}
            </Link>
          </p>
        </div>
      </div>
    </>
  );
}
