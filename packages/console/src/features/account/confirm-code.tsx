import { useState } from "react";
import { accessApi } from "../../lib/access-api.ts";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { QrCode } from "./qr-code.tsx";

/** The secret as a picture for the app, and the first code from it, which proves that the app has it. */
export function ConfirmCode({ uri, onConfirmed }: { uri: string; onConfirmed: () => void }) {
  const [code, setCode] = useState("");
  const verify = useChange({
    run: () => accessApi.verifyCode(code),
    guard: free("a password or a device is asked for"),
    onSuccess: onConfirmed,
  });
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return (
    <form
      className="flex flex-wrap items-start gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <QrCode text={uri} label={t("Picture for your authenticator app")} />
      <div className="min-w-56 flex-1">
        <p className="text-body text-pretty text-ink">
          {t(
            "Scan the picture with your authenticator app, or type this key into it, then enter the code that it shows.",
          )}
        </p>
        <p className="my-2 flex items-center gap-1">
          <code className="font-mono text-small break-all text-ink-2">{secret}</code>
          <CopyButton text={secret} name={t("Copy the key")} />
        </p>
        <FormField
          label={t("Code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          required
          className="max-w-48"
          value={code}
          onChange={(event) => setCode(event.target.value.trim())}
          problem={verify.error ? t("This code is not right, or its 30 seconds are over.") : undefined}
        />
        <Button type="submit" look="primary" disabled={verify.isPending}>
          {t("Confirm")}
        </Button>
      </div>
    </form>
  );
}
