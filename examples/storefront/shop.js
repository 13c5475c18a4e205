// The pages of the shop. Each page names itself in <body data-page="…"> and is drawn by the function of that name.

import { drawProduct } from "./art.js";
import { categoryHref, formatPrice, h, productCard, productHref, showRecommendations } from "./cards.js";
import { loadCatalog, placeOrder, readCart, readCustomer, readOrder, setQuantity, signIn, signOut } from "./state.js";
import * as tracking from "./tracking.js";

const HERO = ["copper-kettle", "wool-throw", "ash-glaze-mug"];
const find = (selector) => document.querySelector(selector);
const parameter = (name) => new URLSearchParams(location.search).get(name) ?? "";

const pages = { home, category, product, cart, signin, order };
const catalog = await loadCatalog();
const itemById = new Map(catalog.map((item) => [item.id, item]));
const departments = [...new Set(catalog.map((item) => item.categories[0]))];

showHeader();
pages[document.body.dataset.page]();

function home() {
  tracking.trackPage("Home");
  find("[data-hero-art]").append(...HERO.map((id) => drawProduct(itemById.get(id))));
  find("[data-tiles]").append(
    ...departments.map((name) => {
      const example = catalog.find((item) => item.categories[0] === name);
      return h("li", {}, h("a", { href: categoryHref(name) }, drawProduct(example), name));
    }),
  );
  showRecommendations(catalog);
}

function category() {
  const name = parameter("c");
  const items = catalog.filter((item) => item.categories[0] === name);
  find("[data-title]").textContent = items.length > 0 ? name : "There is no such department";
  find("[data-crumb]").textContent = name;
  setTitle(name);
  tracking.trackPage("Category", { category: name });
  if (items.length > 0) tracking.trackProductListViewed(name, items);
  showList(items);
  showFilters(items);
  showRecommendations(catalog);
}

function showList(items) {
  find("[data-list]").replaceChildren(...items.map((item) => productCard(item)));
  find("[data-status]").textContent = items.length === 1 ? "1 product" : `${items.length} products`;
}

function showFilters(items) {
  const parts = [...new Set(items.map((item) => item.categories[1]))];
  const choose = (event) => {
    for (const button of document.querySelectorAll("[data-filters] button"))
      button.setAttribute("aria-pressed", button === event.target);
    const part = event.target.value;
    showList(part ? items.filter((item) => item.categories[1] === part) : items);
  };
  const chip = (label, value) =>
    h("button", { type: "button", value, "aria-pressed": String(value === ""), onclick: choose }, label);
  if (parts.length > 1) find("[data-filters]").append(chip("All", ""), ...parts.map((part) => chip(part, part)));
}

function product() {
  const item = itemById.get(parameter("id"));
  if (!item) {
    setTitle("Not found");
    find("[data-product]").append(h("h1", {}, "We do not have that one"));
    tracking.trackPage("Not Found");
    return void showRecommendations(catalog);
  }
  setTitle(item.name);
  const [department] = item.categories;
  find("[data-crumbs]").append(" / ", h("a", { href: categoryHref(department) }, department));
  find("[data-product]").append(drawProduct(item, { label: item.name }), productDetails(item));
  tracking.trackPage("Product", { product_id: item.id });
  tracking.trackProductViewed(item);
  showRecommendations(catalog, { itemId: item.id, cart: Object.keys(readCart()) });
}

function productDetails(item) {
  const added = h("p", { class: "added", role: "status", "data-testid": "added" });
  const add = () => {
    setQuantity(item.id, (readCart()[item.id] ?? 0) + 1);
    tracking.trackProductAdded(item);
    showCount();
    // What is in the basket says more than a look: the box below changes while the visitor stays.
    showRecommendations(catalog, { cart: Object.keys(readCart()) });
    added.replaceChildren(`${item.name} is in your `, h("a", { href: "cart.html" }, "basket"), ".");
  };
  return h(
    "div",
    { "data-item-id": item.id },
    h("p", { class: "eyebrow" }, item.categories.at(-1)),
    h("h1", {}, item.name),
    h("p", { class: "amount" }, formatPrice(item.priceCents, item.currency)),
    h("p", { class: "text" }, item.description),
    h("button", { class: "button", type: "button", "data-testid": "add-to-cart", onclick: add }, "Add to basket"),
    added,
  );
}

function cart() {
  tracking.trackPage("Cart");
  showBasket();
  showRecommendations(catalog, { cart: Object.keys(readCart()) });
}

function showBasket() {
  const lines = cartLines();
  const basket = find("[data-basket]");
  if (lines.length === 0) {
    const link = h("a", { class: "button", href: "index.html" }, "Find something for it");
    return basket.replaceChildren(h("p", { class: "quiet" }, "There is nothing in it yet."), h("p", {}, link));
  }
  const total = lines.reduce((sum, { item, quantity }) => sum + item.priceCents * quantity, 0);
  basket.replaceChildren(
    h("ul", {}, ...lines.map(basketLine)),
    h(
      "div",
      { class: "sum" },
      h("strong", { "data-testid": "cart-total" }, formatPrice(total, lines[0].item.currency)),
      h("button", { class: "button", type: "button", "data-testid": "place-order", onclick: order }, "Place the order"),
    ),
  );

  async function order() {
    tracking.trackOrderCompleted(placeOrder(lines));
    await tracking.handOver();
    location.assign("order-complete.html");
  }
}

function basketLine({ item, quantity }) {
  const step = (label, text, by) =>
    h("button", { type: "button", "aria-label": `${label} ${item.name}`, onclick: () => change(item, by) }, text);
  return h(
    "li",
    { class: "line", "data-testid": "cart-line", "data-item-id": item.id },
    drawProduct(item),
    h("h2", {}, h("a", { href: productHref(item.id) }, item.name)),
    h("span", { class: "price" }, formatPrice(item.priceCents * quantity, item.currency)),
    h(
      "div",
      {},
      h(
        "span",
        { class: "stepper" },
        step("One less", "−", -1),
        h("span", {}, String(quantity)),
        step("One more", "+", 1),
      ),
      " ",
      h(
        "button",
        {
          type: "button",
          "data-testid": "remove",
          "aria-label": `Remove ${item.name}`,
          onclick: () => change(item, -quantity),
        },
        "Remove",
      ),
    ),
  );
}

function change(item, by) {
  const quantity = (readCart()[item.id] ?? 0) + by;
  setQuantity(item.id, quantity);
  if (by > 0) tracking.trackProductAdded(item, by);
  else tracking.trackProductRemoved(item, -by);
  showCount();
  // Redrawing takes the focus with it; give it back to the same button, or to the heading when the line is gone.
  const label = document.activeElement?.getAttribute("aria-label");
  showBasket();
  const again = [...document.querySelectorAll("[data-basket] button")].find((button) => button.ariaLabel === label);
  (again ?? find("h1")).focus();
  find("[data-status]").textContent = `${item.name}: ${quantity} in your basket`;
}

function signin() {
  tracking.trackPage("Sign In");
  showCustomer();
  find("[data-signin]").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    tracking.identifyCustomer(await signIn(form.get("name"), form.get("email")));
    await tracking.handOver();
    // Back to where the visitor came from, if that was a page of this shop.
    const from = document.referrer && new URL(document.referrer);
    location.assign(from && from.origin === location.origin ? from.pathname + from.search : "index.html");
  });
  find("[data-sign-out]").addEventListener("click", async () => {
    signOut();
    tracking.forgetCustomer();
    await tracking.handOver();
    showCustomer();
    showHeader();
  });
}

function showCustomer() {
  const customer = readCustomer();
  find("[data-signin]").hidden = find("[data-intro]").hidden = customer !== null;
  find("[data-signed-in]").hidden = customer === null;
  find("h1").textContent = customer ? `Hello, ${customer.name}` : "Sign in";
  find("[data-customer]").textContent = customer?.email ?? "";
}

function order() {
  tracking.trackPage("Order Complete");
  const placed = readOrder();
  const line = ({ item, quantity }) =>
    h(
      "li",
      {},
      h("span", {}, `${quantity} × ${item.name}`),
      h("span", {}, formatPrice(item.priceCents * quantity, item.currency)),
    );
  if (placed)
    find("[data-order]").append(
      h("p", {}, `Your order number is ${placed.id}.`),
      h("ul", { class: "receipt" }, ...placed.lines.map(line)),
    );
  else find("[data-order]").append(h("p", {}, "There is no recent order in this tab."));
  showRecommendations(catalog);
}

function cartLines() {
  return Object.entries(readCart()).flatMap(([id, quantity]) => {
    const item = itemById.get(id);
    return item ? [{ item, quantity }] : [];
  });
}

function showHeader() {
  const here = parameter("c");
  const links = departments.map((name) =>
    h("a", { href: categoryHref(name), "aria-current": here === name ? "page" : undefined }, name),
  );
  find("[data-departments]").replaceChildren(...links);
  find("[data-account]").textContent = readCustomer()?.name ?? "Sign in";
  showCount();
}

function showCount() {
  find("[data-cart-count]").textContent = String(
    Object.values(readCart()).reduce((sum, quantity) => sum + quantity, 0),
  );
}

function setTitle(title) {
  document.title = `${title} · Fennel & Oak`;
}
