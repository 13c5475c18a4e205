import { attempt } from "@rapport/sdk-core";
import type { Plugin } from "./core-rapport.ts";

export type AutocaptureOptions = {
  /** Record clicks on links, buttons and what acts like one. Default true. */
  clicks?: boolean;
  /** Record that a form was sent, never what is in it. Default true. */
  forms?: boolean;
};

const CLICKABLE =
  "a,button,summary,[role=button],[role=link],[role=tab],[role=menuitem],input[type=submit],input[type=button]";
/** Text in here may be somebody's: what is typed or chosen, and what the page says is private. */
const PRIVATE = "[data-rapport-mask],input,textarea,select,option,[contenteditable]";
const IGNORED = "[data-rapport-ignore]";
const TEXT_LENGTH = 100;
/** Addresses of people, and runs of digits as long as a card, an account or a telephone number. */
const PERSONAL = /[^\s@]+@[^\s@]+|(?:\d[ .-]?){7,}/g;

/**
 * Records `Element Clicked` and `Form Submitted` without code. Values of inputs are never read; text inside
 * `data-rapport-mask` is left out and nothing inside `data-rapport-ignore` is recorded; addresses lose their parameters.
 */
export function autocapture({ clicks = true, forms = true }: AutocaptureOptions = {}): Plugin {
  return {
    start(rapport) {
      const on = (name: string, run: (target: Element) => void) =>
        document.addEventListener(
          name,
          (event) =>
            attempt(() => {
              // The first of the path is the real target, inside open shadow roots too.
              const [target] = event.composedPath();
              if (target instanceof Element && !target.closest(IGNORED)) run(target);
            }),
          { capture: true, passive: true },
        );
      if (clicks) {
        on("click", (target) => {
          const element = target.closest(CLICKABLE);
          if (element) rapport.track("Element Clicked", describeElement(element));
        });
      }
      if (forms) {
        on("submit", (form) => {
          const { action, method } =
            form instanceof HTMLFormElement
              ? { action: form.getAttribute("action"), method: form.getAttribute("method") }
              : {};
          rapport.track("Form Submitted", { ...name(form), action: cutAddress(action), method: method ?? undefined });
        });
      }
    },
  };
}

function describeElement(element: Element): Record<string, string | undefined> {
  return { ...name(element), text: readText(element), href: cutAddress(element.getAttribute("href")) };
}

/** What the authors of the page called it. */
function name(element: Element): Record<string, string | undefined> {
  const read = (attribute: string) => element.getAttribute(attribute)?.slice(0, TEXT_LENGTH);
  return {
    tag: element.tagName.toLowerCase(),
    id: read("id"),
    name: read("name"),
    role: read("role"),
    label: read("data-rapport-label"),
  };
}

/** Visible words of an element, without what may be private. */
function readText(element: Element): string | undefined {
  if (element.closest(PRIVATE)) return undefined;
  const copy = element.cloneNode(true);
  if (!(copy instanceof Element)) return undefined;
  for (const part of copy.querySelectorAll(`${PRIVATE},${IGNORED},script,style`)) part.remove();
  return copy.textContent?.replace(/\s+/g, " ").trim().replace(PERSONAL, "•").slice(0, TEXT_LENGTH) || undefined;
}

/** An address without its parameters, which may hold a token or a search of the visitor. */
function cutAddress(address: string | null | undefined): string | undefined {
  if (!address) return undefined;
  const url = attempt(() => new URL(address, location.href));
  // mailto: and tel: are somebody's address as a whole
  return url && /^https?:$/.test(url.protocol) ? url.origin + url.pathname : url?.protocol;
}
