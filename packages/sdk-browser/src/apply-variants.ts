/**
 * Shows the elements of each visitor's variant and hides those of the others. An experiment without an element of the
 * visitor's variant is left as its author wrote it.
 */
export function applyVariants(experiment: (name: string) => string | undefined): void {
  const byName = new Map<string, HTMLElement[]>();
  for (const element of document.querySelectorAll<HTMLElement>("[data-rapport-experiment]")) {
    const name = element.dataset.rapportExperiment ?? "";
    byName.set(name, [...(byName.get(name) ?? []), element]);
  }
  for (const [name, elements] of byName) {
    const variant = experiment(name);
    if (!variant || !elements.some((one) => one.dataset.rapportVariant === variant)) continue;
    for (const element of elements) element.hidden = element.dataset.rapportVariant !== variant;
  }
}
