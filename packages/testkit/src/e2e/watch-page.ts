import type { Page } from "playwright-core";

/** Notes everything that must not occur on a page, from now on: errors, CSP violations, failed requests, bad answers. */
export function watchPage(page: Page, name: string, faults: string[]): void {
  page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
  page.on("console", (message) => {
    // Chromium reports CSP violations as console errors, too.
    if (["error", "warning"].includes(message.type()))
      faults.push(`${name}: ${message.text()} (${message.location().url})`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${name}: ${response.status()} ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Leaving a page ends its streams and reads; what must survive that is asserted by the events themselves.
    if (reason !== "net::ERR_ABORTED") faults.push(`${name}: ${reason} ${request.url()}`);
  });
}
