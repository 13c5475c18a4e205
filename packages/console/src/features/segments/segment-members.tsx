import type { Segment, SegmentMember } from "@rapport/contracts/segments";
import { getRouteApi, Link } from "@tanstack/react-router";
import { shortId } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { personName } from "../people/person-name.ts";
import { SegmentExport } from "./segment-export.tsx";
import { SegmentWhy } from "./segment-why.tsx";
import { segmentsApi } from "./segments-api.ts";

const NAME = "min-w-0 flex-1 truncate text-body text-ink hover:underline";

const route = getRouteApi("/segments");

/** Who is in a segment, the latest entry first. */
export function SegmentMembers({ segment }: { segment: Segment }) {
  const { id, size } = segment;
  const { rows = [], query: members } = usePages({
    // The size tells that somebody came or went.
    key: ["segments", id, "members", size],
    read: (cursor, signal) => segmentsApi.members(id, cursor, signal),
  });
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
          failed={members.isFetchNextPageError}
          onLoad={() => void members.fetchNextPage()}
        />
      )}
    </Section>
  );
}

function MemberRow({ segmentId, person }: { segmentId: string; person: SegmentMember }) {
  const { why } = route.useSearch();
  const navigate = route.useNavigate();
  const isOpen = why === person.id;
  const toggle = () =>
    void navigate({ search: (before) => ({ ...before, why: isOpen ? undefined : person.id }), replace: true });
  return (
    <li className="py-0.5">
      <div className="flex items-center gap-3">
        <Link to="/people/$id" params={{ id: person.id }} className={NAME}>
          {personName(person) ?? t("Anonymous {id}", { id: shortId(person.id) })}
        </Link>
        <span className="text-small whitespace-nowrap text-ink-3">
          {tx("entered {timeAgo}", { timeAgo: <TimeSaid iso={person.enteredAt} /> })}
        </span>
        <Button look="quiet" aria-expanded={isOpen} onClick={toggle}>
          {t("Why")}
        </Button>
      </div>
      {isOpen && <SegmentWhy segmentId={segmentId} userId={person.id} />}
    </li>
  );
}
