import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useMay } from "../session/use-may.ts";
import { agentsApi } from "./agents-api.ts";

const REFRESH_MS = 5_000;

/** Stops all that the project's agents do, and lets them go on. */
export function StopSwitch() {
  const mayChange = useMay("agents:write");
  const stop = useQuery({
    queryKey: ["runs", "stop"],
    queryFn: ({ signal }) => agentsApi.readStop(signal),
    refetchInterval: REFRESH_MS,
  });
  const [why, setWhy] = useState<string>();
  const change = useStop(stop.data?.reason ?? "", () => setWhy(undefined));
  if (!stop.data) return null;
  const { stopped, scope, reason } = stop.data;
  if (mayChange && !stopped && why !== undefined) {
    return (
      <form
        className="flex items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (why.trim() !== "") change.mutate(why.trim());
        }}
      >
        <TextField
          label={t("Stop all agents of this project at once. Why?")}
          placeholder={t("Why")}
          maxLength={500}
          value={why}
          onChange={setWhy}
          className="w-44"
        />
        <Button type="submit" disabled={change.isPending || why.trim() === ""}>
          {t("Stop agents")}
        </Button>
        <Button look="quiet" onClick={() => setWhy(undefined)}>
          {t("Cancel")}
        </Button>
      </form>
    );
  }
  return (
    <>
      {stopped && (
        <span role="status" className="text-body text-ember">
          {scope === "all" ? t("Stopped by the operator") : t("Stopped")}: {reason}
        </span>
      )}
      {mayChange && (
        <Button disabled={change.isPending} onClick={() => (stopped ? change.mutate(undefined) : setWhy(""))}>
          {stopped ? t("Release") : t("Stop agents")}
        </Button>
      )}
    </>
  );
}

/** Stops with a reason, or lets go on; each takes the other back. */
function useStop(reasonBefore: string, onDone: () => void) {
  return useChange({
    run: (reason: string | undefined) => (reason === undefined ? agentsApi.release() : agentsApi.stop(reason)),
    guard: (reason) =>
      reason === undefined
        ? undone(t("Released."), () => agentsApi.stop(reasonBefore))
        : undone(t("All agents are stopped."), () => agentsApi.release()),
    refresh: [["runs"]],
    onSuccess: onDone,
  });
}
