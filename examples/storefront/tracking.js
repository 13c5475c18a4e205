// Everything this shop tells Rapport and asks of it. Event names and properties follow Segment's e-commerce specification.

const CLICKED = "shop.clicked-recommendations";
/** Longest wait for the script before a recommendation box gives up its place. */
const LOAD_TIMEOUT_MS = 5000;
/** Longest time that a click may wait for the SDK to take over its events before the page is left. */
const HAND_OVER_MS = 1000;
/** An item counts as shown when half of it was on screen for a second (the IAB's definition of a viewable display). */
const VIEWABLE_SHARE = 0.5;
const VIEWABLE_MS = 1000;

// The script tag is async. Until it has run, calls wait in this array and are then made in order; `push` keeps working
// afterwards, so the shop need not know whether the SDK is there yet.
window.rapport ??= [];

// A visitor who leaves before the SDK has loaded would take the calls of this page along. They are kept for the next page of
// the tab, in the form that the SDK takes up (KEEP_SNIPPET of @rapport/browser does the same for pages with inline scripts).
addEventListener("pagehide", () => {
  const waiting = window.rapport;
  if (!Array.isArray(waiting) || waiting.length === 0 || refusesTracking()) return;
  const { href: url, pathname: path, search } = location;
  const page = { url, path, search, title: document.title, referrer: document.referrer };
  // Functions that wait for the SDK wait for this page's only.
  const calls = waiting.splice(0).flatMap((one) => (Array.isArray(one) ? [[one.t, ...one]] : []));
  sessionStorage.setItem("rapport_calls", JSON.stringify([page, calls]));
});

const refusesTracking = () => navigator.globalPrivacyControl || navigator.doNotTrack === "1";

export const trackPage = (name, properties) => call("page", name, properties);

export const trackProductViewed = (item) => call("track", "Product Viewed", describe(item));

export function trackProductListViewed(category, items) {
  const products = items.map((item, index) => ({ ...describe(item), position: index + 1 }));
  call("track", "Product List Viewed", { list_id: category, category, products });
}

export const trackProductAdded = (item, quantity = 1) =>
  call("track", "Product Added", { ...describe(item), quantity });

export const trackProductRemoved = (item, quantity) =>
  call("track", "Product Removed", { ...describe(item), quantity });

/** @param {{id: string, lines: {item: object, quantity: number}[]}} order */
export function trackOrderCompleted({ id, lines }) {
  const products = lines.map(({ item, quantity }) => ({ ...describe(item), quantity }));
  const totalCents = lines.reduce((sum, { item, quantity }) => sum + item.priceCents * quantity, 0);
  call("track", "Order Completed", {
    order_id: id,
    total: totalCents / 100,
    currency: lines[0].item.currency,
    products,
  });
  reportConverted(lines.map(({ item }) => item.id));
}

export const identifyCustomer = ({ userId, name, email }) => call("identify", userId, { name, email });

/** Forgets the person, so that the next visitor of a shared computer starts with a profile of their own. */
export const forgetCustomer = () => call("reset");

/**
 * Resolves when the SDK has all calls made so far; from then on they survive leaving the page. Wait for it where a script
 * leaves the page right after a call, or a click in the first moments of a slow page would be lost.
 */
export function handOver() {
  return new Promise((resolve) => {
    window.rapport.push(resolve);
    setTimeout(resolve, HAND_OVER_MS);
  });
}

/**
 * Asks what this visitor should see next.
 * @param {{placement: string, limit: number, itemId?: string}} query
 * @returns {Promise<{decisionId: string, recommendations: object[]}>} an empty list where Rapport cannot be reached
 */
export function askRecommendations(query) {
  const empty = { decisionId: "", recommendations: [] };
  return new Promise((resolve) => {
    window.rapport.push((sdk) => resolve(sdk.getRecommendations(query)));
    // A blocked script never answers.
    setTimeout(resolve, LOAD_TIMEOUT_MS, empty);
  });
}

/** Reports each card of a decision once it was really on screen. Call it when the cards are in the page. */
export function reportWhenShown(decisionId, cards) {
  const timers = new Map();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        clearTimeout(timers.get(target));
        if (isIntersecting)
          timers.set(
            target,
            setTimeout(() => reportShown(target), VIEWABLE_MS),
          );
      }
    },
    { threshold: VIEWABLE_SHARE },
  );
  const reportShown = (card) => {
    observer.unobserve(card);
    sendFeedback(decisionId, "shown", [card.dataset.itemId]);
  };
  for (const card of cards) observer.observe(card);
}

/** Reports a click, and remembers it so that a later order can be credited to the recommendation. */
export function reportClicked(decisionId, itemId) {
  sendFeedback(decisionId, "clicked", [itemId]);
  sessionStorage.setItem(CLICKED, JSON.stringify({ ...readClicked(), [itemId]: decisionId }));
}

function reportConverted(itemIds) {
  const clicked = readClicked();
  for (const itemId of itemIds) if (clicked[itemId]) sendFeedback(clicked[itemId], "converted", [itemId]);
  sessionStorage.removeItem(CLICKED);
}

const readClicked = () => JSON.parse(sessionStorage.getItem(CLICKED) ?? "{}");

const sendFeedback = (decisionId, action, itemIds) =>
  call("sendRecommendationFeedback", { decisionId, action, itemIds });

function describe(item) {
  return {
    product_id: item.id,
    name: item.name,
    category: item.categories[0],
    price: item.priceCents / 100,
    currency: item.currency,
  };
}

function call(method, ...args) {
  // `t` is the time of the call, which is the time of the event even if the SDK arrives later.
  window.rapport.push(Object.assign([method, ...args], { t: Date.now() }));
}
