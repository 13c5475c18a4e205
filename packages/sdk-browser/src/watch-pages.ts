import { attempt } from "@rapport/sdk-core";

/**
 * Calls back for the first page and for each page a single-page application moves to. Only a changed path or search
 * counts; with `replaceState` only a changed path, because routers use it to correct an address many times for one page.
 */
export function watchPages(onPage: () => void): void {
  let path = "";
  let search = "";
  const look = (replaced?: boolean) => {
    const at = location;
    const moved = at.pathname !== path || (at.search !== search && !replaced);
    path = at.pathname;
    search = at.search;
    if (moved) onPage();
  };
  // The application sets its title after it has changed the address.
  const lookSoon = (replaced: boolean) => setTimeout(() => attempt(() => look(replaced)));
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    attempt(() => {
      history[name] = function (...state) {
        original.apply(this, state);
        lookSoon(name > "q");
      };
    });
  }
  addEventListener("popstate", () => lookSoon(false));
  look();
}
