import type { MemberToken, MemberTokenPair } from "@rapport/contracts/member-tokens";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useState } from "react";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { KeyIcon } from "../../ui/icons.tsx";
import { NewSecret } from "../../ui/new-secret.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { accountApi } from "./account-api.ts";

const PROGRAMS_KEY = ["account", "programs"] as const;

/** Programs that act as this member in the project: each renews its own tokens, and ends when it is ended here. */
export function ProgramsSection() {
  const programs = useQuery({ queryKey: PROGRAMS_KEY, queryFn: ({ signal }) => accountApi.programs(signal) });
  const add = useChange({
    run: accountApi.addProgram,
    guard: (name: string) =>
      undone<MemberTokenPair>(t("“{name}” is let in", { name }), ({ id }) => accountApi.endProgram(id)),
    refresh: [PROGRAMS_KEY],
  });
  const end = useChange({
    run: ({ id }: MemberToken) => accountApi.endProgram(id),
    guard: ({ name }) => typed(t("End “{name}”? Its tokens work no more from this moment on.", { name }), t("End it")),
    refresh: [PROGRAMS_KEY],
  });
  const error = programs.error ?? add.error ?? end.error;
  return (
    <Section title={t("Programs")}>
      <p className="mb-3 max-w-prose text-body text-pretty text-ink-2">
        {t(
          "A program may act as you, with what your role allows in this project. It begins with a refresh token, and changes it for a new one each time it asks for access.",
        )}
      </p>
      {error && <ProblemNote title={t("Programs could not be loaded or changed")} error={error} />}
      {add.data && <NewSecret of={t("refresh token")} secret={add.data.refreshToken} onDone={() => add.reset()} />}
      <ul>
        {programs.data?.data.map((program) => (
          <ProgramRow key={program.id} program={program} onEnd={() => end.mutate(program)} />
        ))}
      </ul>
      <NewProgram isBusy={add.isPending} onAdd={(name) => add.mutate(name)} />
    </Section>
  );
}

function NewProgram({ isBusy, onAdd }: { isBusy: boolean; onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd(name.trim());
    setName("");
  };
  return (
    <form onSubmit={submit} className="mt-2 flex flex-wrap items-end gap-2">
      <TextField label={t("Name of the program")} value={name} onChange={setName} maxLength={100} />
      <Button type="submit" disabled={isBusy || name.trim() === ""}>
        {t("Let a program in")}
      </Button>
    </form>
  );
}

function ProgramRow({ program, onEnd }: { program: MemberToken; onEnd: () => void }) {
  const { name } = program;
  return (
    <li className="flex items-center gap-3 border-b border-line py-2.5">
      <KeyIcon className="shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ink">{name}</span>
        <span className="block text-small text-ink-3">
          {tx("added {timeAgo}", { timeAgo: <TimeSaid iso={program.createdAt} /> })}
          {tx(", renewed {timeAgo}", { timeAgo: <TimeSaid iso={program.refreshedAt} /> })}
        </span>
      </span>
      <Button look="quiet" aria-label={t("End {name}", { name })} onClick={onEnd}>
        {t("End it")}
      </Button>
    </li>
  );
}
