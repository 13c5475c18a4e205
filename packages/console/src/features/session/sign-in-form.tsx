import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, api } from "../../lib/api.ts";
import { Button } from "../../ui/button.tsx";
import { Mark } from "../../ui/icons.tsx";
import { SESSION_KEY } from "./use-session.ts";

/** Trades the secret key for an HttpOnly cookie; the key itself is kept nowhere in the browser. */
export function SignInForm() {
  const queryClient = useQueryClient();
  const [secretKey, setSecretKey] = useState("");
  const signIn = useMutation({
    mutationFn: api.signIn,
    onSuccess: (session) => {
      setSecretKey("");
      queryClient.setQueryData(SESSION_KEY, session);
    },
  });
  const problem = signIn.error ? describe(signIn.error) : undefined;

  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <form
        className="w-full max-w-sm"
        onSubmit={(event) => {
          event.preventDefault();
          if (secretKey.trim() !== "") signIn.mutate(secretKey.trim());
        }}
      >
        <Mark size={36} />
        <h1 className="mt-6 text-display font-semibold text-ink">Sign in to Rapport</h1>
        <p className="mt-1 text-read text-ink-2">
          Paste the secret key of your project. It is the one that starts with sk_.
        </p>
        <label className="mt-6 block">
          <span className="mb-1.5 block text-body font-medium text-ink">Secret key</span>
          <input
            type="password"
            required
            autoComplete="current-password"
            value={secretKey}
            onChange={(event) => setSecretKey(event.target.value)}
            placeholder="sk_…"
            aria-invalid={Boolean(problem)}
            aria-describedby="sign-in-problem"
            className="h-10 w-full rounded-corner border border-control bg-raised px-3 font-mono text-body text-ink placeholder:text-ink-3 focus:border-accent"
          />
        </label>
        <p id="sign-in-problem" role="alert" className="mt-2 min-h-5 text-body text-ember">
          {problem}
        </p>
        <Button type="submit" look="primary" className="mt-2 h-10 w-full" disabled={signIn.isPending}>
          {signIn.isPending ? "Signing in…" : "Sign in"}
        </Button>
        <p className="mt-6 text-body text-pretty text-ink-3">
          The key is sent once and not stored in this browser; a cookie that scripts cannot read takes its place.
        </p>
      </form>
    </main>
  );
}

function describe(error: Error): string {
  if (error instanceof ApiError && error.status === 401) return "This is not a secret key of a project on this server.";
  return error.message;
}
