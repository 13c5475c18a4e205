import type { AnyRouter } from "@tanstack/react-router";

/**
 * A screen writes what is open on it into its own address, often when the server has answered. Whoever went to another screen
 * meanwhile, whose code may still be on its way, stays on that way: a change of an address that is no longer the latest is dropped.
 */
export function dropLateChanges(router: AnyRouter): void {
  const { navigate } = router;
  router.navigate = async (options) => {
    const { to, href, from } = options;
    // Without an aim it is about the screen it comes from.
    if (to === undefined && href === undefined && from !== undefined && from !== latestPath(router)) return;
    await navigate(options);
  };
}

function latestPath(router: AnyRouter): string | undefined {
  return router.getMatchedRoutes(router.latestLocation.pathname)[2]?.fullPath;
}
