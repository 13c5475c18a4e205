import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, api } from "../../lib/api.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SESSION_KEY } from "./use-session.ts";

/** Trades the secret key for an HttpOnly cookie; the key itself is kept nowhere in the browser. */
export function KeyForm() {
  const queryClient = useQueryClient();
  const [secretKey, setSecretKey] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.signIn(secretKey.trim()),
    onSuccess: (session) => {
      setSecretKey("");
      queryClient.setQueryData(SESSION_KEY, session);
    },
  });
  return (
    <form
      className="mt-6 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (secretKey.trim() !== "") signIn.mutate();
      }}
    >
      <FormField
        label={t("Secret key")}
        type="password"
        required
        autoComplete="current-password"
        placeholder="sk_…"
        className="font-mono"
        value={secretKey}
        onChange={(event) => setSecretKey(event.target.value)}
        hint={t("It is sent once and not stored in this browser; a cookie that scripts cannot read takes its place.")}
        problem={signIn.error ? describe(signIn.error) : undefined}
      />
      <Button type="submit" look="primary" className="h-10 w-full" disabled={signIn.isPending}>
        {signIn.isPending ? t("Signing in…") : t("Sign in")}
      </Button>
    </form>
  );
}

function describe(error: Error): string {
  if (error instanceof ApiError && error.status === 401)
    return t("This is not a secret key of a project on this server.");
  return describeFailure(error);
}
