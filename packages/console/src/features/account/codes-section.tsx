import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Section } from "../../ui/section.tsx";
import { SESSION_KEY } from "../session/use-session.ts";
import { accountApi } from "./account-api.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { ConfirmCode } from "./confirm-code.tsx";
import { PasswordPrompt } from "./password-prompt.tsx";

type Started = Awaited<ReturnType<typeof accountApi.startCodes>>;

/** Codes of an authenticator app beside the password (RFC 6238). */
export function CodesSection({ isOn }: { isOn: boolean }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"start" | "stop" | "renew" | undefined>();
  const [started, setStarted] = useState<Started>();
  const [codes, setCodes] = useState<string[]>();
  const change = useChange({
    run: async (password: string) => {
      if (asking === "start") setStarted(await accountApi.startCodes(password));
      if (asking === "renew") setCodes((await accountApi.renewBackupCodes(password)).backupCodes);
      if (asking === "stop") await accountApi.stopCodes(password);
    },
    guard: free("a password or a device is asked for"),
    refresh: [SESSION_KEY],
    onSuccess: () => setAsking(undefined),
  });
  const finish = () => {
    setCodes(started?.backupCodes);
    setStarted(undefined);
    return queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  };
  return (
    <Section
      title={t("Codes from an app")}
      aside={<Pill look={isOn ? "accent" : "quiet"}>{isOn ? t("on") : t("off")}</Pill>}
    >
      <p className="mb-3 max-w-prose text-body text-pretty text-ink-2">
        {t(
          "Six digits that change every 30 seconds, asked for after the password: a stolen password alone opens nothing.",
        )}
      </p>
      {started && <ConfirmCode uri={started.totpURI} onConfirmed={() => void finish()} />}
      {codes && <BackupCodes codes={codes} onDone={() => setCodes(undefined)} />}
      {asking && (
        <PasswordPrompt
          error={change.error}
          isPending={change.isPending}
          onSubmit={(password) => change.mutate(password)}
          onCancel={() => setAsking(undefined)}
        />
      )}
      {!started && !asking && <Choices isOn={isOn} onChoose={setAsking} />}
    </Section>
  );
}

function Choices({ isOn, onChoose }: { isOn: boolean; onChoose: (what: "start" | "stop" | "renew") => void }) {
  if (!isOn) return <Button onClick={() => onChoose("start")}>{t("Turn on codes")}</Button>;
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => onChoose("renew")}>{t("New backup codes")}</Button>
      <Button look="quiet" onClick={() => onChoose("stop")}>
        {t("Turn off codes")}
      </Button>
    </div>
  );
}
