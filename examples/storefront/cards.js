// The pieces that several pages share: product cards and boxes of recommendations.
// Text of products and of recommendations goes in as text nodes only, never as markup.

import { drawProduct } from "./art.js";
import { askRecommendations, reportClicked, reportWhenShown } from "./tracking.js";

/** Builds an element: attributes by name, `on…` functions as listeners, children as nodes or text. */
export function h(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

/** @returns {string} such as "$119.00" */
export function formatPrice(cents, currency) {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);
}

export const productHref = (id) => `product.html?id=${encodeURIComponent(id)}`;
export const categoryHref = (name) => `category.html?c=${encodeURIComponent(name)}`;

/** One product in a list. */
export function productCard(item, { testId = "product-card", reason, onClick } = {}) {
  const link = h("a", { href: productHref(item.id), ...(onClick ? { onclick: onClick } : {}) }, item.name);
  const card = h(
    "li",
    { class: "card", "data-testid": testId, "data-item-id": item.id },
    h("div", { class: "frame" }, drawProduct(item)),
    h("h3", {}, link),
    h("p", { class: "price" }, formatPrice(item.priceCents, item.currency)),
  );
  if (reason) card.append(h("p", { class: "reason", "data-testid": "reason" }, reason));
  return card;
}

/**
 * Fills the page's boxes of recommendations, and takes away those that stay empty. Call it again when something was done
 * that should change them: the cards stay until the others are there.
 * @param {{itemId?: string, cart?: string[]}} [about] what the page is about, and what is in the basket
 */
export function showRecommendations(catalog, about = {}) {
  const boxes = [...document.querySelectorAll("[data-placement]")];
  return Promise.all(boxes.map((box) => fillBox(box, catalog, about)));
}

/** The latest question of each box: an earlier one that is answered later is out of date. */
const asked = new WeakMap();

async function fillBox(box, catalog, about) {
  const list = box.querySelector("ul");
  const limit = Number(box.dataset.limit);
  if (!asked.has(box)) {
    list.append(...Array.from({ length: limit }, () => h("li", { class: "waiting", "aria-hidden": "true" })));
    box.hidden = false;
  }
  const query = { placement: box.dataset.placement, limit, ...about };
  asked.set(box, query);
  const { decisionId, recommendations } = await askRecommendations(query);
  if (asked.get(box) !== query) return;
  const cards = recommendations.flatMap(({ itemId: id, explanation }) => {
    const item = catalog.find((entry) => entry.id === id);
    const onClick = () => reportClicked(decisionId, id);
    return item ? [productCard(item, { testId: "recommendation", reason: explanation.text, onClick })] : [];
  });
  list.replaceChildren(...cards);
  box.hidden = cards.length === 0;
  reportWhenShown(decisionId, cards);
}
