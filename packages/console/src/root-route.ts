import { createRootRoute } from "@tanstack/react-router";
import { RootView } from "./features/shell/root-view.tsx";
import { RouteMissing } from "./features/shell/route-fallbacks.tsx";

/** Parent of every screen's route. */
export const rootRoute = createRootRoute({
  component: RootView,
  notFoundComponent: RouteMissing,
});
