import type { Profile } from "@rapport/contracts/profiles";
import { useQuery } from "@tanstack/react-query";
import { formatNumber, t } from "../../lib/text.ts";
import { classNames } from "../../ui/class-names.ts";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { groupIdentities } from "./group-identities.ts";
import type { Link, Mark, MarkKind } from "./layout-identities.ts";
import { layoutIdentities } from "./layout-identities.ts";
import { MERGE_REASONS } from "./merge-reasons.ts";
import { personMergesQuery } from "./person-api.ts";
import { personName } from "./person-name.ts";

/** Of the narrowest place it stands in. */
const WIDTH = 310;

const LOOKS: Record<MarkKind, string> = {
  person: "rounded-full bg-accent-solid",
  user: "rounded-small bg-accent-solid",
  anonymous: "rounded-full border-2 border-control bg-sheet",
  merge: "rotate-45 scale-75 bg-honey",
  undone: "rotate-45 scale-75 border border-dashed border-control bg-sheet",
  more: "flex items-center ps-0.5 text-micro text-ink-3",
};

/** Which ids lead to a person and which merge brought them, as a tree. The lists beside it say the same to who reads by ear or key. */
export function IdentityPicture({ id, profile }: { id: string; profile: Profile }) {
  const merges = useQuery(personMergesQuery(id));
  const { width, height, marks, links } = layoutIdentities(groupIdentities(profile, merges.data?.data ?? []), WIDTH);
  return (
    <div role="img" aria-label={t("The ids and merges of the lists below, as a tree")} className="mb-3 overflow-hidden">
      <div aria-hidden="true" className="relative" style={{ width, height }}>
        <svg
          aria-hidden="true"
          width={width}
          height={height}
          className="absolute inset-0 text-line-strong rtl:-scale-x-100"
        >
          {links.map((link) => (
            <path
              key={`${link.from} ${link.to}`}
              d={toPath(link)}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeDasharray={link.isUndone ? "3 3" : undefined}
            />
          ))}
        </svg>
        {marks.map((mark) => (
          <MarkShape key={mark.key} mark={mark} profile={profile} />
        ))}
      </div>
    </div>
  );
}

/** Down the trunk, round the corner, and across. */
function toPath({ from: [x, y], to: [endX, endY] }: Link): string {
  const bend = Math.min(6, endY - y, endX - x);
  return y === endY ? `M${x} ${y}H${endX}` : `M${x} ${y}V${endY - bend}Q${x} ${endY} ${x + bend} ${endY}H${endX}`;
}

function MarkShape({ mark, profile }: { mark: Mark; profile: Profile }) {
  const { kind, box, label, id, count } = mark;
  return (
    <>
      <span
        className={classNames("absolute box-border", LOOKS[kind])}
        style={{ insetInlineStart: box.x, top: box.y, width: box.width, height: box.height }}
        title={id && `${id.kind} ${id.value}`}
      >
        {count !== undefined && <bdi dir="ltr">+{formatNumber(count)}</bdi>}
      </span>
      {label && (
        <span
          className="absolute truncate text-small text-ink-2"
          style={{ insetInlineStart: label.x, top: label.y, width: label.width, lineHeight: `${label.height}px` }}
        >
          <Words mark={mark} profile={profile} />
        </span>
      )}
    </>
  );
}

function Words({ mark: { id, merge, kind }, profile }: { mark: Mark; profile: Profile }) {
  if (id) return <bdi className="font-mono">{id.value}</bdi>;
  if (!merge) return <bdi className="font-medium text-ink">{personName(profile) ?? t("Anonymous")}</bdi>;
  const gone = merge.from.userId ?? merge.identities[0]?.value ?? merge.from.profileId;
  return (
    <>
      {kind === "undone" && (
        <>
          <bdi className="font-mono">{gone}</bdi> ·{" "}
        </>
      )}
      {kind === "undone" ? t("Undone") : MERGE_REASONS[merge.reason]} ·{" "}
      <TimeAgo iso={merge.undoneAt ?? merge.mergedAt} />
    </>
  );
}
