import { Link } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { useSession } from "../session/use-session.ts";

/** The project's write key, and a first event for those who want to see it move before they touch their code. */
export function WriteKeyBar() {
  const { writeKey } = useSession();
  return writeKey === null ? <WriteKeyUnknown /> : <WriteKeyKnown writeKey={writeKey} />;
}

/** Of a key that was made by hand only a hash is kept: whoever made it has it, or makes another. */
function WriteKeyUnknown() {
  return (
    <p className="mt-4 text-body text-ink-2">
      {tx("Put your write key in place of {stand}. {keys}", {
        stand: <code className="font-mono text-small text-ink">pk_…</code>,
        keys: (
          <Link to="/keys" className="font-medium text-accent hover:underline">
            {t("Make one under “Keys”")}
          </Link>
        ),
      })}
    </p>
  );
}

function WriteKeyKnown({ writeKey }: { writeKey: string }) {
  const send = useChange({
    guard: free("a test message is sent"),
    run: () => {
      const random = crypto.getRandomValues(new Uint32Array(2)).join("");
      const properties = { source: "console" };
      return api.track(writeKey, { anonymousId: `console-${random}`, event: "Test Event", properties });
    },
  });
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-6 gap-y-3">
      <p className="flex min-w-0 items-center gap-2 text-body text-ink-2">
        {tx("Write key {writeKey}", {
          writeKey: <code className="truncate font-mono text-small text-ink">{writeKey}</code>,
        })}
        <CopyButton text={writeKey} name={t("Copy write key")} />
      </p>
      <Button className="ms-auto" disabled={send.isPending} onClick={() => send.mutate()}>
        {t("Send a test event")}
      </Button>
      {send.error && (
        <div className="w-full">
          <ProblemNote title={t("The test event was not taken")} error={send.error} />
        </div>
      )}
    </div>
  );
}
