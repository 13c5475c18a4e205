import { Outlet, useLocation } from "@tanstack/react-router";
import { SessionGate } from "../session/session-gate.tsx";
import { Shell } from "./shell.tsx";

/** Everything but the way in stands behind the gate. */
export function RootView() {
  const isJoining = useLocation({ select: ({ pathname }) => pathname === "/join" });
  if (isJoining) return <Outlet />;
  return (
    <SessionGate>
      <Shell />
    </SessionGate>
  );
}
