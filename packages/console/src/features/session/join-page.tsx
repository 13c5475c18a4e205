import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { Mark } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";

/** Takes up an invitation. Its token stands behind the # of the address, which no server and no log gets to see. */
export function JoinPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  const offer = useQuery({ queryKey: ["offer"], queryFn: () => accessApi.offer(token), retry: false });
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="w-full max-w-sm">
        <Mark size={36} />
        <h1 className="mt-6 text-display font-semibold text-ink">
          {offer.data ? t("Join {workspaceName}", { workspaceName: offer.data.workspaceName }) : t("Join Rapport")}
        </h1>
        {offer.error && <ProblemNote title={t("This link does not work")} error={offer.error} />}
        {offer.data && <JoinForm token={token} offer={offer.data} />}
      </div>
    </main>
  );
}

function JoinForm({ token, offer }: { token: string; offer: { email: string; role: string } }) {
  const [email, setEmail] = useState(offer.email);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const join = useMutation({
    mutationFn: () => accessApi.join({ token, email: offer.email === "" ? email : undefined, name, password }),
    // A fresh page: nothing of the invitation stays in the address or in memory.
    onSuccess: () => window.location.replace("/console/"),
  });
  return (
    <form
      className="mt-2 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        join.mutate();
      }}
    >
      <p className="mb-3 text-read text-ink-2">
        {t("You join as {role}. Choose how you will sign in.", { role: word(offer.role) })}
      </p>
      <FormField
        label={t("E-mail")}
        type="email"
        required
        readOnly={offer.email !== ""}
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <FormField
        label={t("Your name")}
        required
        maxLength={120}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <FormField
        label={t("Password")}
        type="password"
        required
        minLength={12}
        maxLength={128}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        hint={t("At least 12 characters; a sentence is easier to keep than a word.")}
        problem={join.error ? describeFailure(join.error) : undefined}
      />
      <Button type="submit" look="primary" className="h-10 w-full" disabled={join.isPending}>
        {join.isPending ? t("Joining…") : t("Join")}
      </Button>
    </form>
  );
}
