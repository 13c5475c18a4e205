// What the shop itself remembers in this browser: the basket, who is signed in, the last order.

const CART = "shop.cart";
const CUSTOMER = "shop.customer";
const ORDER = "shop.order";

/** @returns {Promise<object[]>} every product of the shop */
export async function loadCatalog() {
  const answer = await fetch("catalog.json");
  if (!answer.ok) throw new Error(`The catalog could not be loaded: ${answer.status}`);
  return answer.json();
}

/** @returns {Record<string, number>} quantity by product id */
export function readCart() {
  return read(localStorage, CART) ?? {};
}

/** Sets how many of one product are in the basket; 0 takes it out. */
export function setQuantity(id, quantity) {
  const cart = readCart();
  if (quantity > 0) cart[id] = quantity;
  else delete cart[id];
  write(localStorage, CART, cart);
}

/** @returns {{userId: string, name: string, email: string} | null} */
export function readCustomer() {
  return read(localStorage, CUSTOMER);
}

/**
 * Remembers who is here. A real shop gets the id from its own back end; here the same email always gives the same id,
 * and the id does not reveal the email.
 */
export async function signIn(name, email) {
  const customer = { userId: `customer-${await digest(email.trim().toLowerCase())}`, name, email };
  write(localStorage, CUSTOMER, customer);
  return customer;
}

export function signOut() {
  localStorage.removeItem(CUSTOMER);
}

/** Turns the basket into an order and empties it. */
export function placeOrder(lines) {
  const order = {
    id: `order-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`,
    lines,
  };
  write(sessionStorage, ORDER, order);
  localStorage.removeItem(CART);
  return order;
}

/** @returns {{id: string, lines: object[]} | null} the order placed last in this tab */
export function readOrder() {
  return read(sessionStorage, ORDER);
}

// crypto.subtle exists on https and on localhost only; elsewhere a plain hash does for a demo.
async function digest(text) {
  if (!crypto.subtle)
    return [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0, 7).toString(16);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A hand-edited or half-written entry must not break the shop: it counts as absent.
function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  storage.setItem(key, JSON.stringify(value));
}
