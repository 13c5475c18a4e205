import { useState } from "react";
import { readOneOf } from "../../lib/read-search.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { NamedBy } from "./privacy-search.ts";
import { NAMED_BY } from "./privacy-search.ts";

const KINDS: readonly { value: NamedBy; label: string }[] = [
  { value: "user", label: t("User id") },
  { value: "anonymous", label: t("Anonymous id") },
  { value: "profile", label: t("Profile id") },
];

type Named = { by: NamedBy; id: string | undefined };
type PersonFinderProps = { by: NamedBy; id: string; onFind: (next: Named) => void };

/** Names one person by an id, exactly: what is done to them afterwards cannot be done to a guess. */
export function PersonFinder({ by, id, onFind }: PersonFinderProps) {
  const [typed, setTyped] = useState({ by, id });
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onFind({ by: typed.by, id: typed.id.trim() || undefined });
      }}
    >
      <SelectField
        neutral
        label={t("Kind of id")}
        value={typed.by}
        options={KINDS}
        onChange={(next) => setTyped({ ...typed, by: readOneOf(next, NAMED_BY) ?? "user" })}
      />
      <TextField
        aria-keyshortcuts="/"
        label={t("Id of the person")}
        placeholder={t("Id of the person")}
        value={typed.id}
        maxLength={255}
        onChange={(next) => setTyped({ ...typed, id: next })}
        className="max-w-md min-w-48 flex-1"
      />
      <Button type="submit" look="primary" disabled={typed.id.trim() === ""}>
        {t("Find")}
      </Button>
      <p className="w-full text-small text-ink-3">
        {t("By the exact id. Names and e-mail addresses are found on People, whose screens lead here.")}
      </p>
    </form>
  );
}
