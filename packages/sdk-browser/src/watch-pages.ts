import { attempt } from "./attempt.ts";

/**
 * Calls back for the first page and for each page a single-page application moves to. Only a changed path or search
 * counts, and `replaceState` does not: routers use it to correct an address many times for one page.
 */
export function watchPages(onPage: () => void): void {
  let last = "";
  const look = () => {
    const now = location.pathname + location.search;
    if (now === last) return;
    last = now;
    onPage();
  };
  const { pushState } = history;
  attempt(() => {
    history.pushState = function (...state) {
      pushState.apply(this, state);
      // The application sets its title after it has changed the address.
      setTimeout(() => attempt(look));
    };
  });
  addEventListener("popstate", () => setTimeout(() => attempt(look)));
  look();
}
