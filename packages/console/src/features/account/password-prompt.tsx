import { useState } from "react";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";

type PasswordPromptProps = {
  error: Error | null;
  isPending: boolean;
  onSubmit: (password: string) => void;
  onCancel: () => void;
};

/** Asks who sits here once more, before a way into the account changes. */
export function PasswordPrompt({ error, isPending, onSubmit, onCancel }: PasswordPromptProps) {
  const [password, setPassword] = useState("");
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(password);
      }}
    >
      <FormField
        label={t("Your password")}
        type="password"
        required
        autoComplete="current-password"
        className="min-w-52"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        problem={error ? t("This is not your password, or you tried too often.") : undefined}
      />
      <Button type="submit" look="primary" className="mt-6.5 h-10" disabled={isPending}>
        {t("Continue")}
      </Button>
      <Button look="quiet" className="mt-6.5 h-10" onClick={onCancel}>
        {t("Cancel")}
      </Button>
    </form>
  );
}
