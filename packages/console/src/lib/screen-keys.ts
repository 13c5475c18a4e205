/** What stands in a row of a list and is opened or pressed: the first thing in it that takes the focus. */
const ROWS = "#screen nav > button, #screen nav > a, #screen li, #screen tbody tr";
const FOCUSED = "a[href], button:not(:disabled)";

/** Presses the button, or goes into the field, that says by `aria-keyshortcuts` that it listens to a key; j and k go along the rows. */
export function pressKey(key: string): boolean {
  if (key === "j" || key === "k") return moveRow(key === "j" ? 1 : -1);
  const element = keyed().find((one) => one.getAttribute("aria-keyshortcuts") === key);
  if (element instanceof HTMLInputElement) element.focus();
  else element?.click();
  return element !== undefined;
}

/** The keys that work on what is shown, with the names of what they press. */
export function listScreenKeys(): { keys: string; label: string }[] {
  const named = keyed().map((element) => [element.getAttribute("aria-keyshortcuts") ?? "", nameOf(element)] as const);
  // Several things may listen to the same keys while they have the focus.
  return [...new Map(named)].map(([keys, label]) => ({ keys, label }));
}

/** Whether there are rows to go along. */
export function hasRows(): boolean {
  return rows().length > 0;
}

function keyed(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]:not(:disabled)")].filter(isShown);
}

function rows(): HTMLElement[] {
  const found = [...document.querySelectorAll<HTMLElement>(ROWS)].flatMap((row) => {
    const first = row.matches(FOCUSED) ? row : row.querySelector<HTMLElement>(FOCUSED);
    return first && isShown(first) ? [first] : [];
  });
  return [...new Set(found)];
}

function moveRow(step: 1 | -1): boolean {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const from = at >= 0 ? at : all.findIndex((row) => ["true", "page"].includes(row.ariaCurrent ?? ""));
  const next = all[from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility();
}

function nameOf(element: HTMLElement): string {
  const name =
    element.ariaLabel ?? (element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element.textContent);
  return name?.trim() ?? "";
}
