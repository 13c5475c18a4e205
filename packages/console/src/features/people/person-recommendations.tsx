import { useQuery } from "@tanstack/react-query";
import { PlacementFields } from "../recommendations/placement-fields.tsx";
import { RecommendationAnswerView } from "../recommendations/recommendation-answer-view.tsx";
import { recommendationsApi } from "../recommendations/recommendations-api.ts";
import type { PersonSearch } from "./people-search.ts";

type PersonRecommendationsProps = {
  id: string;
  placement: string;
  limit: number;
  onChange: (part: Pick<PersonSearch, "placement" | "limit">) => void;
};

/** What this person would be shown now. */
export function PersonRecommendations({ id, placement, limit, onChange }: PersonRecommendationsProps) {
  const answer = useQuery({
    queryKey: ["person", id, "recommendations", placement, limit],
    queryFn: ({ signal }) => recommendationsApi.forUser(id, { placement, limit }, signal),
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <PlacementFields placement={placement} limit={limit} onChange={onChange} />
      </div>
      <RecommendationAnswerView answer={answer} />
    </>
  );
}
