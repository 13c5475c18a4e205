import type { Recommendation } from "@rapport/contracts/recommendations";
import type { Recommendations } from "./recommendations.ts";

/** Extension for clients that recommend; with the core client alone every slot keeps its fallback. */
export type SlotsPlugin = { start(rapport: object): void };

/**
 * Fills every `<div data-rapport-slot="placement">` of the page, those that come later too, with copies of the `<template>`
 * inside it, one per recommendation. Whatever else the slot holds is its fallback: it stays when no answer comes within
 * `data-timeout-ms` (default 300), and once it has been there for so long nothing moves any more. Values of the catalog
 * become text and attributes, never markup, and addresses must be http(s). Views and clicks are reported.
 * `data-rapport-state` tells `loading`, `ready` or `fallback`.
 */
export function slots(): SlotsPlugin {
  return {
    start(rapport) {
      const fillAll = () => {
        for (const slot of document.querySelectorAll<HTMLElement>("[data-rapport-slot]:not([data-rapport-state])")) {
          // as: one that cannot recommend ends in the fallback, like one that gets no answer
          void fillSlot(rapport as Recommendations, slot);
        }
      };
      fillAll();
      new MutationObserver(fillAll).observe(document, { childList: true, subtree: true });
    },
  };
}

/** Never rejects: whatever goes wrong ends in the fallback. Empty values fall out of the query in the client. */
async function fillSlot(rapport: Recommendations, slot: HTMLElement): Promise<void> {
  const dataset = slot.dataset;
  let state = "fallback";
  dataset.rapportState = "loading";
  try {
    const answer = await rapport.getRecommendations(
      {
        placement: dataset.rapportSlot,
        limit: +(dataset.limit as string), // as: a missing one is not a number, and falls out too
        itemId: dataset.itemId,
        category: dataset.category,
      },
      { timeoutMs: +(dataset.timeoutMs as string) || 300 }, // as: the same
    );
    // as: without a template the first copy throws
    const template = slot.querySelector("template") as HTMLTemplateElement;
    const cards = answer.recommendations.flatMap(
      (one) => rapport.reportCard(fillTemplate(template, one), answer, one) || [],
    );
    if (cards[0]) {
      // The slot may grow, but while its content changes nothing below it jumps up.
      slot.style.minHeight = `${slot.offsetHeight}px`;
      slot.replaceChildren(template, ...cards);
      state = "ready";
    }
  } catch {}
  dataset.rapportState = state;
}

/** One card; none when the template has no element, or the item lacks an address that the card leads to. */
function fillTemplate(template: HTMLTemplateElement, one: Recommendation): Element | null | undefined {
  const part = document.importNode(template.content, true);
  const values: Record<string, unknown> = {
    id: one.itemId,
    name: one.itemId,
    ...one.item,
    reason: one.explanation.text,
    price:
      one.item?.priceCents != null &&
      (one.item.priceCents / 100).toLocaleString([], { style: "currency", currency: one.item.currency }),
  };
  for (const binding of ["text", "href", "src", "alt", "title"])
    for (const element of part.querySelectorAll(`[data-rapport-${binding}]`)) {
      // as: it was selected by this attribute, and what is no text becomes one where it is put
      const value = (values[element.getAttribute(`data-rapport-${binding}`) as string] || "") as string;
      if (binding === "text") element.textContent = value;
      // No address, or one of another scheme than http(s): a catalog is data, and must not run script. A scheme ends at a
      // colon before any slash, question mark or hash (RFC 3986); what browsers overlook in one is part of it here.
      else if (!/^(src|href)(?!https?:)([^/?#]*:|$)/i.test(binding + value)) element.setAttribute(binding, value);
      else if (binding === "href") return;
    }
  return part.firstElementChild;
}
