import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";

/** The one time that backup codes are on a screen. */
export function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <div role="status" className="mb-3 rounded-large border border-line bg-accent-wash p-4">
      <p className="font-medium text-ink">
        {t("Keep these codes. Each opens your account once when the app is lost.")}
      </p>
      <ul className="my-3 grid grid-cols-2 gap-x-6 gap-y-1 font-mono text-body text-ink sm:grid-cols-3">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <CopyButton text={codes.join("\n")} name={t("Copy the backup codes")} label={t("Copy")} />
        <Button onClick={onDone}>{t("I have kept them")}</Button>
      </div>
    </div>
  );
}
