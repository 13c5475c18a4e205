import type { Recommendation, RecommendationAnswer, RecommendationQuery } from "@rapport/contracts/recommendations";
import { attempt } from "@rapport/sdk-core";
import type { Recommendations } from "./recommendations.ts";
import { watchExposure } from "./watch-exposure.ts";

export type SlotOptions = {
  /** What an answer may take before the fallback stays for good, milliseconds. Default 800. */
  timeoutMs?: number;
};

/** Extension for clients that recommend. */
export type SlotsPlugin = { start(rapport: object): void };

/** Attributes of the template that take a value of the item, and what they set. `text` sets the text. */
const BINDINGS = ["text", "href", "src", "alt", "title"] as const;

/**
 * Fills every `<div data-rapport-slot="placement">` of the page, those that come later too, with copies of the `<template>`
 * inside it, one per recommendation. Whatever else the slot holds is its fallback: it stays when no answer comes in time,
 * and once it has been there for `timeoutMs` nothing moves any more. Values of the catalog become text and attributes,
 * never markup, and addresses must be http(s). Views and clicks are reported. `data-rapport-state` tells `loading`,
 * `ready` or `fallback`.
 */
export function slots({ timeoutMs = 800 }: SlotOptions = {}): SlotsPlugin {
  return {
    start(rapport) {
      if (!canRecommend(rapport)) return;
      const fillAll = () =>
        document.querySelectorAll<HTMLElement>("[data-rapport-slot]:not([data-rapport-state])").forEach((slot) => {
          attempt(() => fillSlot(rapport, slot, timeoutMs).catch(() => setState(slot, "fallback")));
        });
      const watch = () => {
        fillAll();
        new MutationObserver(() => attempt(fillAll)).observe(document.documentElement, {
          childList: true,
          subtree: true,
        });
      };
      attempt(watch);
    },
  };
}

/** The core client records, but does not recommend. */
function canRecommend(rapport: object): rapport is Recommendations {
  return "getRecommendations" in rapport;
}

const setState = (slot: HTMLElement, state: "loading" | "ready" | "fallback") =>
  slot.setAttribute("data-rapport-state", state);

async function fillSlot(rapport: Recommendations, slot: HTMLElement, timeoutMs: number): Promise<void> {
  const { rapportSlot: placement = "default", limit, itemId, category } = slot.dataset;
  const template = slot.querySelector("template");
  setState(slot, "loading");
  const query = {
    placement,
    limit: Number(limit) || undefined,
    itemId: itemId || undefined,
    category: category || undefined,
  };
  // as: what is undefined falls out of the JSON that the query becomes
  const answer = await rapport.getRecommendations(query as RecommendationQuery, { timeoutMs });
  const cards = template ? answer.recommendations.flatMap((one) => fillTemplate(template, one) ?? []) : [];
  if (!template || !cards[0]) return setState(slot, "fallback");
  // The slot may grow, but while its content changes nothing below it jumps up.
  slot.style.minHeight = `${slot.offsetHeight}px`;
  slot.replaceChildren(template, ...cards.map(({ card }) => card));
  setState(slot, "ready");
  for (const { card, itemId } of cards) report(rapport, answer, card, itemId);
}

/** One card; undefined when the template has no element, or the item lacks an address that the card leads to. */
function fillTemplate(template: HTMLTemplateElement, one: Recommendation) {
  const part = document.importNode(template.content, true);
  const card = part.firstElementChild;
  const values = readValues(one);
  for (const binding of BINDINGS) {
    const name = `data-rapport-${binding}`;
    for (const element of part.querySelectorAll(`[${name}]`)) {
      const value = String(Reflect.get(values, String(element.getAttribute(name))) ?? "");
      if (binding === "text") element.textContent = value;
      else if ((binding !== "href" && binding !== "src") || isWebAddress(value)) element.setAttribute(binding, value);
      else if (binding === "href") return;
    }
  }
  return card && { card, itemId: one.itemId };
}

/** What a template may ask for: the fields of the item, its price in the visitor's words, and why it is here. */
function readValues({ itemId, item, explanation }: Recommendation): object {
  const { priceCents, currency } = item ?? {};
  const format = () =>
    new Intl.NumberFormat(undefined, { style: "currency", currency: currency ?? "USD" }).format(
      Number(priceCents) / 100,
    );
  return {
    id: itemId,
    name: itemId,
    ...item,
    price: priceCents == null ? "" : attempt(format),
    reason: explanation?.text,
  };
}

/** A catalog is data of the shop; an address that runs script must not come through it. */
function isWebAddress(value: string): boolean {
  return Boolean(value) && /^https?:/.test(String(attempt(() => new URL(value, location.href))));
}

function report(rapport: Recommendations, answer: RecommendationAnswer, card: Element, itemId: string): void {
  const { decisionId, placement } = answer;
  const tell = (action: "shown" | "clicked") =>
    rapport.sendRecommendationFeedback({ decisionId, placement, action, itemIds: [itemId] });
  watchExposure(card, () => tell("shown"));
  // The middle button opens a tab: a click too.
  for (const name of ["click", "auxclick"]) card.addEventListener(name, () => attempt(() => tell("clicked")));
}
