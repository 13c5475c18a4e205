import { useState } from "react";
import { ApiError } from "../../lib/api.ts";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { Section } from "../../ui/section.tsx";
import { accountApi } from "./account-api.ts";
import { SESSIONS_KEY } from "./browser-sessions.tsx";

/** A new password ends every other session: whoever knew the old one is out. */
export function PasswordSection() {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const change = useChange({
    run: () => accountApi.changePassword({ currentPassword, newPassword }),
    guard: free("a password or a device is asked for"),
    refresh: [SESSIONS_KEY],
    onSuccess: () => {
      setCurrent("");
      setNew("");
    },
  });
  return (
    <Section title={t("Password")}>
      <form
        className="flex flex-wrap items-start gap-x-3 gap-y-1"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <FormField
          label={t("Present password")}
          type="password"
          required
          autoComplete="current-password"
          className="min-w-52 flex-1"
          value={currentPassword}
          onChange={(event) => setCurrent(event.target.value)}
          problem={change.error ? describe(change.error) : undefined}
        />
        <FormField
          label={t("New password")}
          type="password"
          required
          minLength={12}
          maxLength={128}
          autoComplete="new-password"
          className="min-w-52 flex-1"
          value={newPassword}
          onChange={(event) => setNew(event.target.value)}
          hint={t("At least 12 characters")}
        />
        <Button type="submit" className="mt-6.5 h-10" disabled={change.isPending}>
          {t("Change password")}
        </Button>
      </form>
      <p role="status" className="text-body text-ink-2">
        {change.isSuccess && t("Changed. Every other browser was signed out.")}
      </p>
    </Section>
  );
}

function describe(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  if (error.status === 400) return t("This is not your present password.");
  return error.status === 429 ? t("Too many tries. Wait a minute.") : describeFailure(error);
}
