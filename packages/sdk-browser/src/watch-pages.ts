import { attempt } from "@rapport/sdk-core";

/**
 * Calls back for the first page and for each page a single-page application moves to. Only a changed path or search
 * counts; with `replaceState` only a changed path, because routers use it to correct an address many times for one page.
 */
export const watchPages = (onPage: () => void): void => {
  let path: string;
  let query: string;
  const look = (whole?: unknown) => {
    const { pathname, search } = location;
    const moved = pathname !== path || (search !== query && whole);
    path = pathname;
    query = search;
    if (moved) onPage();
  };
  // The application sets its title after it has changed the address.
  const lookSoon = (whole: unknown) => setTimeout(look, 0, whole);
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    attempt(() => {
      history[name] = function (...state) {
        original.apply(this, state);
        lookSoon(name < "q");
      };
    });
  }
  addEventListener("popstate", lookSoon);
  look();
};
