import type { Key } from "@rapport/contracts/keys";
import type { UserTokenMode } from "@rapport/contracts/user-tokens";
import type { QueryKey } from "@tanstack/react-query";
import { accessApi } from "../../lib/access-api.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { free, typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";

/** Hours that tokens signed with the secret before are taken beside those of the new one. */
const OVERLAP_HOURS = 24;

/** A secret's text and what it is. */
export type Told = { of: string; secret: string };

type UserTokensProps = {
  shown: Key;
  mayChange: boolean;
  refresh: readonly QueryKey[];
  onTold: (told: Told) => void;
};

/** Whether a public key takes what names a user with a token of that user only, and what tokens are signed with. */
export function UserTokens({ shown: key, mayChange, refresh, onTold }: UserTokensProps) {
  const { make, set } = useUserTokens({ shown: key, refresh, onTold });
  const isDemanded = key.userTokens === "required";
  const error = make.error ?? set.error;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-3">
      <span className="min-w-0 flex-1">
        {t("User tokens")}{" "}
        <Pill look={isDemanded ? "accent" : "quiet"}>{isDemanded ? t("demanded") : t("not demanded")}</Pill>{" "}
        {key.userTokenSecretAt
          ? tx("secret made {timeAgo}", { timeAgo: <TimeSaid iso={key.userTokenSecretAt} /> })
          : t("Until they are demanded, whoever has this key can say that they are anybody.")}
      </span>
      {mayChange && (
        <>
          <Button look="quiet" disabled={make.isPending} onClick={() => make.mutate()}>
            {key.userTokenSecretAt ? t("New secret") : t("Make secret")}
          </Button>
          {(isDemanded || key.userTokenSecretAt) && (
            <Button look="quiet" disabled={set.isPending} onClick={() => set.mutate(isDemanded ? "off" : "required")}>
              {isDemanded ? t("Stop demanding") : t("Demand tokens")}
            </Button>
          )}
        </>
      )}
      {error && <ProblemNote title={t("This key could not be changed")} error={error} />}
    </div>
  );
}

function useUserTokens({ shown: key, refresh, onTold }: Omit<UserTokensProps, "mayChange">) {
  const make = useChange({
    run: () => accessApi.makeUserTokenSecret(key.id, OVERLAP_HOURS),
    // The first one changes nothing: no token is asked for yet.
    guard: key.userTokenSecretAt
      ? typed(
          t("Make a new secret for “{name}”? Tokens signed with the one in use are taken for {hours} hours more.", {
            name: key.name,
            hours: OVERLAP_HOURS,
          }),
          t("Rotate"),
        )
      : free("it changes nothing"),
    refresh,
    onSuccess: ({ secret }) => onTold({ of: t("secret of user tokens"), secret }),
  });
  const set = useChange({
    run: (userTokens: UserTokenMode) => accessApi.setUserTokens(key.id, userTokens),
    guard: (userTokens) =>
      undone(
        userTokens === "required"
          ? t("User tokens are demanded: what names a user without one is refused.")
          : t("User tokens are not demanded any more."),
        () => accessApi.setUserTokens(key.id, userTokens === "required" ? "off" : "required"),
      ),
    refresh,
  });
  return { make, set };
}
