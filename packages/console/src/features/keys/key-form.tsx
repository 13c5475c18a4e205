import type { KeyKind } from "@rapport/contracts/keys";
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
] as const;
type Kind = (typeof KINDS)[number]["value"];

/** Makes a key, with scopes where it should not do everything. */
export function KeyForm({ onMade }: { onMade: (made: { secret: string } | undefined) => void }) {
  const [kind, setKind] = useState<Kind>("write");
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const create = useChange({
    run: () =>
      accessApi.createKey({
        kind: kind === "write" ? "write" : ("secret" satisfies KeyKind),
        name: name.trim(),
        scopes: kind === "scoped" ? scopes : null,
      }),
    guard: undone(t("The key is made."), async ({ key }: { key: { id: string } }) => {
      await accessApi.revokeKey(key.id);
      onMade(undefined);
    }),
    onSuccess: (made) => {
      setName("");
      onMade(made);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <div className="flex flex-wrap items-start gap-2">
        <FormField
          label={t("What it is for")}
          required
          maxLength={80}
          className="min-w-52 flex-1 max-md:basis-full"
          value={name}
          onChange={(event) => setName(event.target.value)}
          problem={create.error ? describeFailure(create.error) : undefined}
        />
        <SelectField
          label={t("Kind")}
          neutral
          className="md:mt-7.5"
          value={kind}
          options={KINDS}
          onChange={(value) => setKind(KINDS.find((one) => one.value === value)?.value ?? "write")}
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
      {kind === "scoped" && <PermissionTable label={t("What the key may do")} chosen={scopes} onChange={setScopes} />}
    </form>
  );
}
