import { attempt } from "@rapport/sdk-core";

/**
 * Calls back for the first page and for each page a single-page application moves to. Only a changed path or search
 * counts; with `replaceState` only a changed path, because routers use it to correct an address many times for one page.
 * @throws where the page's history cannot be followed, after everything else is done
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
  // The application sets its title after it has changed the address; one that streams pages takes the old title away first, and has the
  // new one within half a second even on a busy machine. A page without one is seen then, too.
  const lookSoon = (whole: unknown) =>
    setTimeout(() => (attempt(() => document.title) ? look(whole) : setTimeout(look, 500, whole)));
  look();
  addEventListener("popstate", lookSoon);
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = (...state) => {
      original.call(history, ...state);
      lookSoon(name < "q");
    };
  }
};
