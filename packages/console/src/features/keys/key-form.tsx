import type { KeyKind, NewKey } from "@rapport/contracts/keys";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { PermissionTable } from "../roles/permission-table.tsx";

const KINDS = [
  { value: "write", label: t("Write: public, for pages") },
  { value: "secret", label: t("Secret: for servers, everything") },
  { value: "scoped", label: t("Secret: for servers, some things") },
  { value: "signed", label: t("Secret: for servers, signed events only") },
] as const;
type Kind = (typeof KINDS)[number]["value"];
/** How long a key may live. */
const LIVES = [
  { value: "", label: t("Until it is revoked") },
  { value: "30", label: t("For 30 days") },
  { value: "90", label: t("For 90 days") },
  { value: "365", label: t("For a year") },
];
const DAY_MS = 86_400_000;
const EMPTY: KeyAsked = { name: "", kind: "write", scopes: [], days: "" };

/** Makes a key, with scopes where it should not do everything. */
export function KeyForm({ onMade }: { onMade: (made: NewKey | undefined) => void }) {
  const [asked, setAsked] = useState(EMPTY);
  const { name, kind, scopes, days } = asked;
  const ask = (part: Partial<KeyAsked>) => setAsked({ ...asked, ...part });
  const create = useCreate(onMade, () => setAsked(EMPTY));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ ...asked, name: name.trim() });
      }}
    >
      <div className="flex flex-wrap items-start gap-2">
        <FormField
          label={t("What it is for")}
          required
          maxLength={80}
          className="min-w-52 flex-1 max-md:basis-full"
          value={name}
          onChange={(event) => ask({ name: event.target.value })}
          problem={create.error ? describeFailure(create.error) : undefined}
        />
        <SelectField
          label={t("Kind")}
          neutral
          className="md:mt-7.5"
          value={kind}
          options={KINDS}
          onChange={(value) => ask({ kind: KINDS.find((one) => one.value === value)?.value ?? "write" })}
        />
        <SelectField
          label={t("How long it works")}
          neutral
          className="md:mt-7.5"
          value={days}
          options={LIVES}
          onChange={(value) => ask({ days: value })}
        />
        <Button
          type="submit"
          look="primary"
          className="md:mt-7.5"
          disabled={create.isPending || (kind === "scoped" && scopes.length === 0)}
        >
          {t("Make key")}
        </Button>
      </div>
      {kind === "scoped" && (
        <PermissionTable
          label={t("What the key may do")}
          chosen={scopes}
          onChange={(chosen) => ask({ scopes: chosen })}
        />
      )}
    </form>
  );
}

type KeyAsked = { name: string; kind: Kind; scopes: string[]; days: string };

function useCreate(onMade: (made: NewKey | undefined) => void, onDone: () => void) {
  return useChange({
    run: ({ name, kind, scopes, days }: KeyAsked) =>
      accessApi.createKey({
        kind: kind === "write" ? "write" : ("secret" satisfies KeyKind),
        name,
        scopes: kind === "scoped" ? scopes : null,
        signed: kind === "signed",
        expiresAt: days === "" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      }),
    guard: undone(t("The key is made."), async ({ key }: NewKey) => {
      await accessApi.revokeKey(key.id);
      onMade(undefined);
    }),
    onSuccess: (made) => {
      onDone();
      onMade(made);
    },
  });
}
