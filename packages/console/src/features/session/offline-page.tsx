import { useEffect } from "react";
import { t } from "../../lib/text.ts";
import { useOnline } from "../../lib/use-online.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { DeviceIcon } from "../../ui/icons.tsx";

/** The console without its server: it keeps none of a project's data, and goes on by itself when there is a network again. */
export function OfflinePage({ onRetry }: { onRetry: () => void }) {
  const isOnline = useOnline();
  useEffect(() => {
    window.addEventListener("online", onRetry);
    return () => window.removeEventListener("online", onRetry);
  }, [onRetry]);
  return (
    <main className="grid h-full place-items-center">
      <h1 className="sr-only">Rapport</h1>
      <EmptyState
        icon={<DeviceIcon size={20} />}
        title={isOnline ? t("The server cannot be reached") : t("You are offline")}
        action={<Button onClick={onRetry}>{t("Try again")}</Button>}
      >
        {t(
          "This browser keeps the console itself and none of your project's data. It goes on when the server answers.",
        )}
      </EmptyState>
    </main>
  );
}
