import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { ApiError } from "../../lib/api.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SESSION_KEY } from "./use-session.ts";

/** E-mail and password; `onCode` when the account asks for a code, too. */
export function PasswordForm({ onCode }: { onCode: () => void }) {
  const queryClient = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => accessApi.signIn(email.trim(), password),
    onSuccess: async ({ twoFactorRedirect }) => {
      if (twoFactorRedirect) onCode();
      else await queryClient.invalidateQueries({ queryKey: SESSION_KEY });
    },
  });
  return (
    <form
      className="mt-6 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <FormField
        label={t("E-mail")}
        type="email"
        required
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <FormField
        label={t("Password")}
        type="password"
        required
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        problem={signIn.error ? describe(signIn.error) : undefined}
      />
      <Button type="submit" look="primary" className="h-10 w-full" disabled={signIn.isPending}>
        {signIn.isPending ? t("Signing in…") : t("Sign in")}
      </Button>
    </form>
  );
}

function describe(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  if (error.status === 401) return t("E-mail and password do not belong together.");
  return error.status === 429 ? t("Too many tries. Wait a minute.") : describeFailure(error);
}
