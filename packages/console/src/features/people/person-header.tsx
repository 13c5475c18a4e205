import type { Profile } from "@rapport/contracts/profiles";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { BackIcon, LockIcon } from "../../ui/icons.tsx";
import { Pill } from "../../ui/pill.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import type { PrivacySearch } from "../privacy/privacy-search.ts";
import { useMay } from "../session/use-may.ts";
import { personName, readTrait } from "./person-name.ts";

const QUIET_LINK = "inline-flex items-center gap-1.5 rounded-small text-small text-ink-3 hover:text-ink";

export function PersonHeader({ profile }: { profile: Profile }) {
  const name = personName(profile);
  const email = readTrait(profile, "email");
  const id = profile.userId ?? profile.id;
  return (
    <header className="border-b border-line px-4 pt-3 pb-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Link to="/people" className={QUIET_LINK}>
          <BackIcon size={12} /> {t("People")}
        </Link>
        {useMay("privacy:read") && (
          <Link to="/privacy" search={nameFor(profile)} className={QUIET_LINK}>
            <LockIcon size={12} /> {t("Export or erase")}
          </Link>
        )}
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-3">
        <Avatar id={profile.id} name={name} size="large" />
        <div className="min-w-0 flex-1 basis-60">
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="min-w-0 text-display font-semibold break-words text-ink">{name ?? t("Anonymous")}</h1>
            {profile.identified ? <Pill look="accent">{t("Identified")}</Pill> : <Pill>{t("Anonymous")}</Pill>}
          </div>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-body text-ink-2">
            {email && email !== name && <span className="break-all">{email}</span>}
            <span className="flex min-w-0 items-center gap-1">
              <code className="font-mono text-small break-all text-ink-3">{id}</code>
              <CopyButton text={id} name={t("Copy id")} />
            </span>
          </p>
        </div>
        <dl className="flex gap-6">
          <Figure name={t("Events")} value={formatCount(profile.eventCount)} />
          <Figure name={t("First seen")} value={<TimeAgo iso={profile.firstSeenAt} />} />
          <Figure name={t("Last seen")} value={<TimeAgo iso={profile.lastSeenAt} />} />
        </dl>
      </div>
    </header>
  );
}

/** By an id that is found in the ledger when the profile is gone. */
function nameFor({ id, userId, identities }: Profile): PrivacySearch {
  if (userId !== null) return { by: "user", id: userId };
  const [device] = identities;
  return device ? { by: device.kind, id: device.value } : { by: "profile", id };
}

function Figure({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt className="text-small text-ink-3">{name}</dt>
      <dd className="text-title font-medium text-ink tabular-nums">{value}</dd>
    </div>
  );
}
