import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { SegmentWhy } from "../segments/segment-why.tsx";
import { segmentsApi } from "../segments/segments-api.ts";

const route = getRouteApi("/people/$id");

/** The segments that a person is in, and why. */
export function PersonSegments({ id }: { id: string }) {
  const { why: explained } = route.useSearch();
  const navigate = route.useNavigate();
  const explain = (why: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, why }), replace: true });
  const segments = useQuery({
    queryKey: ["person", id, "segments"],
    queryFn: ({ signal }) => segmentsApi.ofUser(id, signal),
  });
  const rows = segments.data?.data ?? [];
  return (
    <Section title={t("Segments")}>
      {segments.isSuccess && rows.length === 0 && (
        <p className="text-body text-ink-3">
          {tx("In no segment. <a>See all segments</a>", {
            a: (words) => (
              <Link to="/segments" className="text-accent underline underline-offset-2">
                {words}
              </Link>
            ),
          })}
        </p>
      )}
      <ul className="flex flex-col gap-1">
        {rows.map((segment) => (
          <li key={segment.id}>
            <div className="flex items-center gap-2">
              <Link
                to="/segments"
                search={{ segment: segment.id }}
                className="min-w-0 flex-1 truncate text-body text-ink hover:underline"
              >
                {segment.name}
              </Link>
              <span className="text-small whitespace-nowrap text-ink-3">
                <TimeAgo iso={segment.enteredAt} />
              </span>
              <Button
                look="quiet"
                aria-expanded={explained === segment.id}
                onClick={() => explain(explained === segment.id ? undefined : segment.id)}
              >
                {t("Why")}
              </Button>
            </div>
            {explained === segment.id && <SegmentWhy segmentId={segment.id} userId={id} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}
