import { readServer } from "../../lib/language.ts";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import type { RefusedRequest } from "./stream-entry.ts";

/** Why nothing arrives: the latest request that was refused before any of its messages was looked at. */
export function RefusedNote({ refused, onClose }: { refused: RefusedRequest; onClose: () => void }) {
  const { code, message, receivedAt } = refused;
  return (
    <div role="status" className="flex items-start gap-3 border-b border-line bg-ember-wash px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-small text-ember">
          <code className="font-mono">{code}</code> <TimeAgo iso={receivedAt} />
        </p>
        <p className="mt-0.5 text-body font-medium text-ink">
          {t("A request with a key of this project was refused.")}
        </p>
        <p className="text-body break-words text-ink-2">{readServer(message) ?? message}</p>
      </div>
      <Button look="quiet" square aria-label={t("Close")} onClick={onClose}>
        <CloseIcon />
      </Button>
    </div>
  );
}
