import type { Placement } from "@rapport/contracts/placements";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { RecommendationAnswerView } from "../recommendations/recommendation-answer-view.tsx";
import { recommendationsApi } from "../recommendations/recommendations-api.ts";
import { SubjectPicker } from "../recommendations/subject-picker.tsx";
import type { PlacementsSearch } from "./placements-search.ts";

const SHOWN = 10;

type PlacementPreviewProps = {
  placement: Placement;
  person: string | undefined;
  query: string;
  onChange: (part: Pick<PlacementsSearch, "person" | "q">) => void;
};

/** What somebody would be shown here, by the saved settings. */
export function PlacementPreview({ placement, person, query, onChange }: PlacementPreviewProps) {
  return (
    <>
      <div className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="text-small font-medium text-ink-2">{t("Preview")}</h2>
        <p className="text-small text-ink-3">{t("version {version}, as saved", { version: placement.version })}</p>
        {person !== undefined && (
          <Button look="quiet" className="ms-auto" onClick={() => onChange({ person: undefined })}>
            {t("Someone else")}
          </Button>
        )}
      </div>
      {person === undefined ? (
        <SubjectPicker
          wide
          mode="person"
          query={query}
          chosen={person}
          onChange={({ person: chosen = person, q = query }) => onChange({ person: chosen, q: q || undefined })}
        />
      ) : (
        <PersonPreview placement={placement} person={person} />
      )}
    </>
  );
}

function PersonPreview({ placement, person }: { placement: Placement; person: string }) {
  const { name, version } = placement;
  const answer = useQuery({
    queryKey: ["recommendations", "placement", name, version, person],
    queryFn: ({ signal }) => recommendationsApi.forUser(person, { placement: name, limit: SHOWN }, signal),
  });
  return (
    <>
      <p className="truncate px-4 pt-3 font-mono text-small text-ink-2">{person}</p>
      <RecommendationAnswerView answer={answer} />
    </>
  );
}
