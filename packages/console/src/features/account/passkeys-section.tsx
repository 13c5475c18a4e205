import { useQuery } from "@tanstack/react-query";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { free, typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { KeyIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import type { Passkey } from "./account-api.ts";
import { accountApi } from "./account-api.ts";
import { describeBrowser } from "./describe-browser.ts";
import { addPasskey, canUsePasskeys, describePasskeyProblem } from "./use-passkey.ts";

const PASSKEYS_KEY = ["account", "passkeys"] as const;

/** Passkeys of one's devices. */
export function PasskeysSection() {
  const passkeys = useQuery({ queryKey: PASSKEYS_KEY, queryFn: ({ signal }) => accountApi.passkeys(signal) });
  const add = useChange({
    run: () => addPasskey(describeBrowser(navigator.userAgent)),
    guard: free("a password or a device is asked for"),
    refresh: [PASSKEYS_KEY],
  });
  const remove = useChange({
    run: ({ id }: Passkey) => accountApi.removePasskey(id),
    guard: ({ name }) =>
      typed(t("Remove the passkey “{name}”? It will open this account no more.", { name }), t("Remove")),
    refresh: [PASSKEYS_KEY],
  });
  const problem = add.error ?? remove.error;
  return (
    <Section title={t("Passkeys")}>
      <p className="mb-3 max-w-prose text-body text-pretty text-ink-2">
        {t("Sign in with this device's fingerprint, face or PIN. There is no secret to type, so none can be phished.")}
      </p>
      {passkeys.error && <ProblemNote title={t("Passkeys could not be loaded")} error={passkeys.error} />}
      <ul>
        {passkeys.data?.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => remove.mutate(passkey)} />
        ))}
      </ul>
      <Button disabled={!canUsePasskeys() || add.isPending} onClick={() => add.mutate()} className="mt-2">
        {t("Add a passkey")}
      </Button>
      <p role="status" className="mt-1 text-small text-ink-2">
        {problem && describePasskeyProblem(problem)}
        {!canUsePasskeys() &&
          t("This browser has no passkeys for this address: they need HTTPS and a host name (localhost is one).")}
      </p>
    </Section>
  );
}

function PasskeyRow({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5">
      <KeyIcon className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ink">{passkey.name}</span>
        <span className="block text-small text-ink-3">
          {tx("added {timeAgo}", { timeAgo: <TimeSaid iso={passkey.createdAt} /> })}
          {passkey.lastUsedAt
            ? tx(", last used {timeAgo}", { timeAgo: <TimeSaid iso={passkey.lastUsedAt} /> })
            : t(", not used yet")}
        </span>
      </span>
      <Button look="quiet" aria-label={t("Remove the passkey {name}", { name: passkey.name })} onClick={onRemove}>
        {t("Remove")}
      </Button>
    </li>
  );
}
