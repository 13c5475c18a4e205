import { useSyncExternalStore } from "react";
import { readShellWorker, subscribeToShellWorker, useNewerShell } from "../../lib/shell-worker.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";

/** Says that the server has a newer console; whoever is in the midst of something chooses when. */
export function VersionNote() {
  const { isNewer } = useSyncExternalStore(subscribeToShellWorker, readShellWorker);
  if (!isNewer) return null;
  return (
    <p
      role="status"
      className="flex items-center gap-3 rounded-corner bg-accent-wash px-3 py-2 text-small text-ink max-md:mx-2 md:mx-2 md:mt-2"
    >
      <span className="min-w-0 flex-1">{t("A newer version of the console is ready.")}</span>
      <Button onClick={useNewerShell}>{t("Reload")}</Button>
    </p>
  );
}
