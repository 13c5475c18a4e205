import type { Key, NewKey } from "@rapport/contracts/keys";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { tx } from "../../lib/rich-text.ts";
import { formatList, t, tn, word } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { NamedRow } from "../../ui/named-row.tsx";
import { NewSecret } from "../../ui/new-secret.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { sayPermission } from "../roles/say-permission.ts";
import { useMay } from "../session/use-may.ts";
import { KeyForm } from "./key-form.tsx";
import type { Told } from "./user-tokens.tsx";
import { UserTokens } from "./user-tokens.tsx";

const KEYS_KEY = ["keys"] as const;
/** Hours that a rotated key works beside the new one. */
const OVERLAP_HOURS = 24;

/** Keys of the project: what each may do, when it was last seen, and how to change it without a gap. */
export function KeysPage() {
  const queryClient = useQueryClient();
  const mayChange = useMay("keys:write");
  const [told, setTold] = useState<readonly Told[]>([]);
  const keys = useQuery({ queryKey: KEYS_KEY, queryFn: ({ signal }) => accessApi.keys(signal) });
  const changed = (made?: NewKey) => {
    setTold(made ? secretsOf(made) : []);
    void queryClient.invalidateQueries({ queryKey: KEYS_KEY });
  };
  if (keys.error)
    return <ProblemNote title={t("Keys could not be loaded")} error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!keys.data) return <SkeletonRows rows={6} height={56} />;
  const live = keys.data.data.filter(isLive);
  const over = keys.data.data.filter((key) => !isLive(key));
  return (
    <>
      <PageHeader title={t("Keys")} note={tn(live.length, "{count} live key", "{count} live keys")} compact>
        <ListCsv name="keys" page={(_, signal) => accessApi.keys(signal)} />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {told.map((one) => (
          <NewSecret key={one.secret} {...one} onDone={() => setTold(told.filter((other) => other !== one))} />
        ))}
        {mayChange && (
          <Section title={t("Make a key")}>
            <KeyForm onMade={changed} />
          </Section>
        )}
        <Section title={t("Live")}>
          <ul>
            {live.map((key) => (
              <KeyRow key={key.id} shown={key} mayChange={mayChange} onChanged={changed}>
                {key.kind === "write" && (
                  <UserTokens shown={key} mayChange={mayChange} refresh={[KEYS_KEY]} onTold={(one) => setTold([one])} />
                )}
              </KeyRow>
            ))}
          </ul>
        </Section>
        {over.length > 0 && (
          <Section title={t("Ended")}>
            <ul>
              {over.map((key) => (
                <KeyRow key={key.id} shown={key} mayChange={false} onChanged={changed} />
              ))}
            </ul>
          </Section>
        )}
      </div>
    </>
  );
}

/** What is told once: the key, and what its requests are signed with where they must be. */
function secretsOf({ secret, signingSecret }: NewKey): Told[] {
  const key = { of: t("key"), secret };
  return signingSecret === null ? [key] : [key, { of: t("signing secret"), secret: signingSecret }];
}

function isLive({ revokedAt, expiresAt }: Key): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now());
}

type KeyRowProps = {
  shown: Key;
  mayChange: boolean;
  onChanged: (made?: NewKey) => void;
  /** What there is to say below it. */
  children?: ReactNode;
};

function KeyRow({ shown: key, mayChange, onChanged, children }: KeyRowProps) {
  const rotate = useChange({
    run: () => accessApi.rotateKey(key.id, OVERLAP_HOURS),
    guard: typed(
      t("Make a new key in place of “{name}”? The one in use works beside it for {hours} hours.", {
        name: key.name,
        hours: OVERLAP_HOURS,
      }),
      t("Rotate"),
    ),
    onSuccess: onChanged,
  });
  const revoke = useChange({
    run: () => accessApi.revokeKey(key.id),
    guard: typed(t("Revoke “{name}”? Whatever still sends with it is refused.", { name: key.name }), t("Revoke")),
    onSuccess: () => onChanged(),
  });
  const error = rotate.error ?? revoke.error;
  return (
    <NamedRow id={key.id} className="border-b border-line py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium text-ink">
            {key.name} <Pill look={key.kind === "secret" ? "honey" : "quiet"}>{word(key.kind)}</Pill>{" "}
            {key.signed && <Pill look="accent">{t("signed")}</Pill>}
          </span>
          <span className="block truncate text-small text-ink-3">
            <code className="font-mono">{key.hint}…</code> · {describeScopes(key)} ·{" "}
            {key.lastUsedAt ? tx("used {timeAgo}", { timeAgo: <TimeSaid iso={key.lastUsedAt} /> }) : t("not used yet")}
            {key.expiresAt &&
              key.revokedAt === null &&
              tx("· ends {timeAgo}", { timeAgo: <TimeSaid iso={key.expiresAt} /> })}
          </span>
        </span>
        {mayChange && (
          <>
            <Button look="quiet" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
              {t("Rotate")}
            </Button>
            <Button look="quiet" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
              {t("Revoke")}
            </Button>
          </>
        )}
      </div>
      {children}
      {error && <ProblemNote title={t("This key could not be changed")} error={error} />}
    </NamedRow>
  );
}

function describeScopes({ kind, scopes, signed }: Key): string {
  if (signed) return t("sends signed events, does nothing else");
  if (kind === "write") return t("sends events, reads its own user");
  return scopes === null ? t("everything but giving access") : formatList(scopes.map(sayPermission));
}
