import { getRouteApi } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Section } from "../../ui/section.tsx";
import { FoundPerson } from "./found-person.tsx";
import { PersonFinder } from "./person-finder.tsx";
import { privacyApi } from "./privacy-api.ts";
import { RequestList } from "./request-list.tsx";

const route = getRouteApi("/privacy");
/** As many as the server answers at once. */
const CSV_PAGE = 500;

/** What people may ask of whoever keeps their data: a copy of it, its end, and that no more is taken. */
export function PrivacyPage() {
  const { by = "user", id, request } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("Privacy")} compact>
        <ListCsv
          name="privacy requests"
          page={(cursor, signal) => privacyApi.requests({ cursor, limit: CSV_PAGE }, signal)}
        />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Section title={t("Find a person")}>
          <PersonFinder
            key={`finder ${by} ${id}`}
            by={by}
            id={id ?? ""}
            onFind={(next) => void navigate({ search: (before) => ({ ...before, ...next }) })}
          />
          {id !== undefined && <FoundPerson key={`found ${by} ${id}`} by={by} id={id} />}
        </Section>
        <Section title={t("Requests")}>
          <RequestList
            open={request}
            onToggle={(next) => void navigate({ search: (before) => ({ ...before, request: next }), replace: true })}
          />
        </Section>
      </div>
    </>
  );
}
