import type { PersonLookup, PrivacyRequest } from "@rapport/contracts/privacy";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { tx } from "../../lib/rich-text.ts";
import { t, tn } from "../../lib/text.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { NEXT_STEP } from "../../ui/empty-state.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SettingRow } from "../../ui/setting-row.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { ConsentHistory } from "../people/consent-history.tsx";
import { personName } from "../people/person-name.ts";
import { useMay } from "../session/use-may.ts";
import { ErasePerson } from "./erase-person.tsx";
import { ExportPerson } from "./export-person.tsx";
import { lookupKey, nameOf, privacyApi } from "./privacy-api.ts";
import type { NamedBy } from "./privacy-search.ts";
import { SuppressPerson } from "./suppress-person.tsx";

/** How often it is looked whether a request is through. */
const LOOK_MS = 1_000;

/** Whom an id leads to, and what they may ask for. */
export function FoundPerson({ by, id }: { by: NamedBy; id: string }) {
  const found = useQuery({
    queryKey: lookupKey(by, id),
    queryFn: ({ signal }) => privacyApi.lookUp(nameOf(by, id), signal),
    refetchInterval: ({ state }) => (state.data?.requests.some((one) => one.state !== "done") ? LOOK_MS : false),
  });
  if (found.isPending) return <SkeletonRows rows={4} height={48} />;
  if (found.error)
    return (
      <ProblemNote
        title={t("This person could not be looked up")}
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    );
  return (
    <article className="mt-4 max-w-4xl rounded-large border border-line px-4 py-3 shadow-lift" aria-label={id}>
      <Who found={found.data} id={id} />
      <Rights found={found.data} by={by} id={id} />
    </article>
  );
}

function Who({ found: { profile, suppressed }, id }: { found: PersonLookup; id: string }) {
  const name = profile && personName(profile);
  return (
    <header className="flex flex-wrap items-center gap-3 border-b border-line pb-3">
      <Avatar id={profile?.id ?? id} name={name ?? undefined} />
      <div className="min-w-0 flex-1 basis-48">
        <h3 className="font-medium break-words text-ink">
          {name ?? (profile ? t("Anonymous") : t("Nobody has this id."))}
        </h3>
        <p className="text-small break-words text-ink-3">
          {profile ? <Known profile={profile} /> : <code className="font-mono break-all">{id}</code>}
        </p>
      </div>
      {suppressed && <Pill look="honey">{t("Suppressed")}</Pill>}
      {profile && (
        <Link to="/people/$id" params={{ id: profile.userId ?? profile.id }} className={NEXT_STEP}>
          {t("See what is known")}
        </Link>
      )}
    </header>
  );
}

function Known({ profile }: { profile: NonNullable<PersonLookup["profile"]> }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      <code className="font-mono break-all">{profile.userId ?? profile.id}</code>
      <span>{tn(profile.eventCount, "{count} event", "{count} events")}</span>
      <TimeSaid iso={profile.lastSeenAt} />
    </span>
  );
}

function Rights({ found, by, id }: { found: PersonLookup; by: NamedBy; id: string }) {
  const mayChange = useMay("privacy:write");
  const { profile, requests } = found;
  return (
    <div className="pt-2">
      <Erasure request={requests.find(({ act }) => act === "erase")} isGone={profile === null} />
      {profile && <SettingRow name={t("Consents")} note={<ConsentHistory id={profile.id} />} />}
      {profile && mayChange && <ExportPerson by={by} id={id} />}
      {mayChange && found.ids.length > 0 && <SuppressPerson found={found} />}
      {profile && mayChange && <ErasePerson profile={profile} by={by} id={id} />}
      {!mayChange && <p className="text-small text-ink-3">{t("Your role may look here, and change nothing.")}</p>}
    </div>
  );
}

/** What came of an erasure that was asked for; nothing once the person is there anew. */
function Erasure({ request, isGone }: { request: PrivacyRequest | undefined; isGone: boolean }) {
  if (request === undefined || (request.state === "done" && !isGone)) return null;
  const { state, requestedAt, finishedAt } = request;
  return (
    <p role="status" className="my-2 rounded-corner bg-accent-wash px-3 py-2 text-body text-ink">
      {state === "done"
        ? tx("Erased {timeAgo}: nothing is kept that leads to this id.", {
            timeAgo: <TimeSaid iso={finishedAt ?? requestedAt} />,
          })
        : t("Being erased…")}
    </p>
  );
}
