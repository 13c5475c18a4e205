import type { PrivacyAct, PrivacyRequest } from "@rapport/contracts/privacy";
import { formatCount, shortId } from "../../lib/format.ts";
import { t, tn, word } from "../../lib/text.ts";
import { FactList } from "../../ui/fact-list.tsx";
import { ChevronIcon } from "../../ui/icons.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ExactTime, TimeAgo } from "../../ui/time-ago.tsx";

const ACTS: Record<PrivacyAct, string> = {
  erase: t("Erase"),
  suppress: t("Suppress"),
  lift: t("Lift@@privacy"),
};
const LOOKS = { erase: "ember", suppress: "honey", lift: "quiet" } as const satisfies Record<PrivacyAct, string>;

type RequestRowProps = { request: PrivacyRequest; open: boolean; onToggle: (id: string | undefined) => void };

/** One request: what was asked for, how it stands, and what was deleted. */
export function RequestRow({ request, open, onToggle }: RequestRowProps) {
  const { act, state, requestedAt, finishedAt } = request;
  const rows = Object.values(request.counts).reduce((sum, count) => sum + count, 0);
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onToggle(open ? undefined : request.id)}
        className="-mx-2 flex min-h-11 w-[calc(100%+1rem)] flex-wrap items-center gap-x-3 gap-y-1 rounded-corner px-2 py-1.5 text-start hover:bg-hover"
      >
        <ChevronIcon
          size={12}
          className={open ? "shrink-0 rotate-90 rtl:-rotate-90 text-ink-3" : "shrink-0 text-ink-3"}
        />
        <Pill look={LOOKS[act]}>{ACTS[act]}</Pill>
        <code className="min-w-0 flex-1 truncate font-mono text-small text-ink-2">{shortId(request.subject)}</code>
        {state === "done" ? (
          <span className="text-small text-ink-3">{rows > 0 && tn(rows, "{count} row", "{count} rows")}</span>
        ) : (
          <Pill look="accent">{word(state)}</Pill>
        )}
        <TimeAgo iso={finishedAt ?? requestedAt} className="w-14 text-end text-small text-ink-3" />
      </button>
      {open && <RequestDetails request={request} />}
    </li>
  );
}

function RequestDetails({ request }: { request: PrivacyRequest }) {
  const { id, subject, ids, suppressed, requestedBy, requestedAt, finishedAt } = request;
  const counts = Object.entries(request.counts).sort(([, a], [, b]) => b - a);
  return (
    <div className="grid gap-x-8 gap-y-4 pt-1 pb-4 ps-6 md:grid-cols-2">
      <FactList
        facts={[
          { name: t("Id"), value: <Mono text={id} />, copy: id },
          { name: t("Hash"), value: <Mono text={subject} />, copy: subject },
          { name: t("Ids"), value: formatCount(ids) },
          { name: t("Left out afterwards"), value: suppressed ? t("Yes") : t("No") },
          { name: t("Asked for by"), value: word(requestedBy), copy: requestedBy },
          { name: t("Asked for"), value: <ExactTime iso={requestedAt} /> },
          ...(finishedAt === null ? [] : [{ name: t("Done"), value: <ExactTime iso={finishedAt} /> }]),
        ]}
      />
      {counts.length > 0 && (
        <section>
          <h3 className="mb-1.5 text-small font-medium text-ink-2">{t("Deleted or changed, by table")}</h3>
          <FactList facts={counts.map(([table, count]) => ({ name: table, value: formatCount(count) }))} />
        </section>
      )}
    </div>
  );
}

function Mono({ text }: { text: string }) {
  return <code className="font-mono text-small break-all">{text}</code>;
}
