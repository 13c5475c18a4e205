import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { SESSION_KEY } from "./use-session.ts";

const APP_CODE = { inputMode: "numeric", autoComplete: "one-time-code", pattern: "[0-9]{6}" } as const;

/** The six digits of the authenticator app, after the password; or a backup code where the app is lost. */
export function CodeForm() {
  const queryClient = useQueryClient();
  const [code, setCode] = useState("");
  const [isBackup, setBackup] = useState(false);
  const verify = useMutation({
    mutationFn: () => (isBackup ? accessApi.verifyBackupCode(code) : accessApi.verifyCode(code)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSION_KEY }),
  });
  return (
    <form
      className="mt-6 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <FormField
        label={isBackup ? t("Backup code") : t("Code")}
        {...(isBackup ? { autoComplete: "off" } : APP_CODE)}
        required
        value={code}
        onChange={(event) => setCode(event.target.value.trim())}
        hint={isBackup ? t("One of those you have kept; each opens once") : t("Six digits from your authenticator app")}
        problem={verify.error ? t("This code is not right, or no longer.") : undefined}
      />
      <Button type="submit" look="primary" className="h-10 w-full" disabled={verify.isPending}>
        {t("Confirm")}
      </Button>
      <Button look="quiet" onClick={() => setBackup(!isBackup)}>
        {isBackup ? t("Use the app's code") : t("Use a backup code")}
      </Button>
    </form>
  );
}
