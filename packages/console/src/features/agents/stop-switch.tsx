import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { useMay } from "../session/use-may.ts";
import { agentsApi } from "./agents-api.ts";

const REFRESH_MS = 5_000;

/** Stops all that the project's agents do, and lets them go on. */
export function StopSwitch() {
  const queryClient = useQueryClient();
  const mayChange = useMay("agents:write");
  const stop = useQuery({
    queryKey: ["runs", "stop"],
    queryFn: ({ signal }) => agentsApi.readStop(signal),
    refetchInterval: REFRESH_MS,
  });
  const change = useMutation({
    mutationFn: (reason: string | undefined) => (reason === undefined ? agentsApi.release() : agentsApi.stop(reason)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["runs"] }),
  });
  if (!stop.data) return null;
  const { stopped, scope, reason } = stop.data;
  const ask = () => {
    const given = window.prompt(t("Stop all agents of this project at once. Why?"), "");
    if (given?.trim()) change.mutate(given.trim());
  };
  return (
    <>
      {stopped && (
        <span role="status" className="text-body text-ember">
          {scope === "all" ? t("Stopped by the operator") : t("Stopped")}: {reason}
        </span>
      )}
      {mayChange && (
        <Button disabled={change.isPending} onClick={stopped ? () => change.mutate(undefined) : ask}>
          {stopped ? t("Release") : t("Stop agents")}
        </Button>
      )}
    </>
  );
}
