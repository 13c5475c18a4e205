import type { Segment, SegmentMember } from "@rapport/contracts/segments";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { shortId } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { personName } from "../people/person-name.ts";
import { SegmentExport } from "./segment-export.tsx";
import { SegmentWhy } from "./segment-why.tsx";
import { segmentsApi } from "./segments-api.ts";

const NAME = "min-w-0 flex-1 truncate text-body text-ink hover:underline";

/** Who is in a segment, the latest entry first. */
export function SegmentMembers({ segment }: { segment: Segment }) {
  const { id, size } = segment;
  const members = useInfiniteQuery({
    // The size tells that somebody came or went.
    queryKey: ["segments", id, "members", size],
    queryFn: ({ pageParam, signal }) => segmentsApi.members(id, pageParam, signal),
    initialPageParam: undefined as string | undefined, // as: widens the literal so that later cursors fit
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = members.data?.pages.flatMap((page) => page.data) ?? [];
  const file = (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <SegmentExport id={id} />
      <a href={segmentsApi.exportPath(id)} download className="text-small text-accent hover:underline">
        {t("Export as CSV")}
      </a>
    </div>
  );
  return (
    <Section title={t("Members")} aside={rows.length > 0 && file}>
      {members.error && <ProblemNote title={t("The members could not be loaded")} error={members.error} />}
      {members.isSuccess && rows.length === 0 && (
        <p className="text-body text-ink-3">
          {t("Nobody is in this segment now. Change its rule, or wait for events.")}
        </p>
      )}
      <ul aria-label={t("Members")} className="flex flex-col">
        {rows.map((person) => (
          <MemberRow key={person.id} segmentId={id} person={person} />
        ))}
      </ul>
      {members.hasNextPage && (
        <LoadMore
          label={t("Load more members")}
          loading={members.isFetchingNextPage}
          onLoad={() => void members.fetchNextPage()}
        />
      )}
    </Section>
  );
}

function MemberRow({ segmentId, person }: { segmentId: string; person: SegmentMember }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="py-0.5">
      <div className="flex items-center gap-3">
        <Link to="/people/$id" params={{ id: person.id }} className={NAME}>
          {personName(person) ?? t("Anonymous {id}", { id: shortId(person.id) })}
        </Link>
        <span className="text-small whitespace-nowrap text-ink-3">
          {tx("since {timeAgo}", { timeAgo: <TimeAgo iso={person.enteredAt} /> })}
        </span>
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t("Why")}
        </Button>
      </div>
      {isOpen && <SegmentWhy segmentId={segmentId} userId={person.id} />}
    </li>
  );
}
