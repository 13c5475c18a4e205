import type { Cluster } from "@rapport/contracts/clusters";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { formatShare, shortId } from "../../lib/format.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { segmentsApi } from "../segments/segments-api.ts";
import { useMay } from "../session/use-may.ts";
import { clustersApi } from "./clusters-api.ts";
import { FeatureBars } from "./feature-bars.tsx";

/** One cluster: what sets its people apart, and who is most like all of them. */
export function ClusterDetails({ cluster }: { cluster: Cluster }) {
  const { id, name, size, cohesion, features } = cluster;
  const mayMake = useMay("segments:write");
  const detail = useQuery({
    queryKey: ["clusters", id],
    queryFn: ({ signal }) => clustersApi.one(id, signal),
  });
  return (
    <>
      <Section title={name} aside={mayMake && <MakeSegment cluster={cluster} />}>
        <p className="mb-3 text-body text-ink-2">
          {t("{size} people, alike to {value}: the mean cosine of what each does and what all of them do.", {
            size,
            value: formatShare(cohesion),
          })}
        </p>
        <FeatureBars features={features} />
      </Section>
      <Section title={t("Most typical")}>
        {detail.error && <ProblemNote title={t("Its people could not be loaded")} error={detail.error} />}
        <ul aria-label={t("Most typical")} className="flex flex-col">
          {detail.data?.members.map(({ profileId, userId, similarity }) => (
            <li key={profileId} className="flex items-center gap-3 py-1">
              <Link
                to="/people/$id"
                params={{ id: userId ?? profileId }}
                className="min-w-0 flex-1 truncate text-body text-ink hover:underline"
              >
                {userId ?? t("Anonymous {profileId}", { profileId: shortId(profileId) })}
              </Link>
              <span className="text-small text-ink-3 tabular-nums">
                {t("{share} alike", { share: formatShare(similarity) })}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** A segment of the cluster's people, which follows them. */
function MakeSegment({ cluster: { id, name } }: { cluster: Cluster }) {
  const navigate = useNavigate();
  const make = useChange({
    run: () => segmentsApi.create({ name, description: "", text: `cluster "${id}"` }),
    guard: undone(t("Added."), (segment: { id: string }) => segmentsApi.remove(segment.id)),
    refresh: [["segments"]],
    onSuccess: (segment) => navigate({ to: "/segments", search: { segment: segment.id } }),
  });
  return (
    <>
      {make.error && <Fault error={make.error} />}
      <Button disabled={make.isPending} onClick={() => make.mutate()}>
        {t("Make it a segment")}
      </Button>
    </>
  );
}

function Fault({ error }: { error: Error }) {
  return (
    <span role="alert" className="text-small text-ember">
      {describeFailure(error)}
    </span>
  );
}
