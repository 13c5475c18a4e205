import type { Locator } from "playwright-core";
import { trackMessage } from "../../factories/messages.ts";
import type { Task, TaskPlace } from "./task.ts";
import { button, field, go, isFromRight, press, see } from "./task.ts";

/** Looking at what happens. */
export const WATCH_TASKS: readonly Task[] = [
  {
    name: "start at the overview and go to what was refused",
    run: async (place) => {
      await go(place, "overview");
      await place.page.locator('#screen a[href*="/rejected"]').first().click();
      await place.page.locator("#screen li button").first().click();
      await place.page.waitForURL(/selected=/);
    },
  },
  {
    name: "see an event arrive, open it, close it by Escape",
    run: async (place) => {
      const event = `Seen ${place.mark}`;
      await go(place, "events");
      await place.server.send([trackMessage({ event, userId: "ada" })]);
      await place.page.getByRole("link", { name: event }).first().click();
      await place.page.waitForURL(/selected=/);
      await place.page.keyboard.press("Escape");
      await place.page.waitForURL((url) => !url.search.includes("selected"));
    },
  },
  {
    name: "be told why a request was refused as a whole, and put that away",
    run: async (place) => {
      const note = place.page.getByRole("status").filter({ hasText: "malformed_json" });
      await go(place, "events");
      await place.server.ask("/v1/batch", { key: place.server.writeKey, body: "{" });
      await note.waitFor();
      await note.getByRole("button", { name: place.say("Close"), exact: true }).click();
      await note.waitFor({ state: "detached" });
    },
  },
  {
    name: "pause the list by its key; what arrives waits, and is there afterwards",
    run: async (place) => {
      const event = `Held ${place.mark}`;
      await go(place, "events");
      await place.page.locator("#screen h1").click();
      await place.page.keyboard.press("p");
      await place.server.send([trackMessage({ event, userId: "ada" })]);
      await place.page.waitForFunction(() =>
        /[1-9]/.test(document.querySelector('[aria-keyshortcuts="p"]')?.textContent ?? ""),
      );
      if ((await place.page.getByRole("link", { name: event }).count()) > 0)
        throw new Error("The list did not stand still");
      await place.page.keyboard.press("p");
      await place.page.getByRole("link", { name: event }).first().waitFor();
    },
  },
  {
    name: "narrow the events by name; the address keeps it",
    run: async (place) => {
      await go(place, "events?name=Order%20Completed");
      await place.page.getByRole("link", { name: "Order Completed" }).first().waitFor();
      await place.page.reload();
      await place.page.getByRole("link", { name: "Order Completed" }).first().waitFor();
    },
  },
  {
    name: "find a person, open the timeline, and an event of it",
    run: async (place) => {
      await go(place, "people");
      await field(place, "Search people").fill("ada");
      await place.page.getByRole("link", { name: /^Ada/ }).first().click();
      await place.page.waitForURL(/people\/ada/);
      await place.page.locator("#screen ol li a").first().click();
      await place.page.waitForURL(/events\?/);
    },
  },
  {
    name: "go along a person's tabs by keys, the way they point",
    run: async (place) => {
      await go(place, "people/ada");
      const tabs = place.page.getByRole("tab");
      const isChosen = (tab: Locator) => tab.and(place.page.locator("[aria-selected=true]:focus")).waitFor();
      await tabs.first().focus();
      await place.page.keyboard.press((await isFromRight(place)) ? "ArrowLeft" : "ArrowRight");
      await isChosen(tabs.nth(1));
      await place.page.keyboard.press("End");
      await isChosen(tabs.last());
      await place.page.keyboard.press("Home");
      await isChosen(tabs.first());
    },
  },
  {
    name: "find somebody by the palette alone",
    run: async (place) => {
      await go(place, "overview");
      await place.page.keyboard.press("Control+k");
      await place.page.getByRole("combobox", { name: place.say("Go to or do") }).fill("Ada");
      await place.page.getByRole("option", { name: /^Ada / }).first().waitFor();
      await place.page.keyboard.press("Enter");
      await place.page.waitForURL(/people\//);
    },
  },
  {
    name: "find things of many kinds by the palette, with the keyboard alone",
    run: async (place) => {
      await go(place, "overview");
      await findByPalette(place, "segment", "Segments", /segments\?segment=/);
      await findByPalette(place, "item", "Catalog", /catalog\?q=item/);
      await findByPalette(place, "home", "Placements", /placements\?placement=home/);
      await findByPalette(place, "docum", "Knowledge", /knowledge\?document=/);
      await findByPalette(place, "hooks.example", "Webhooks", /webhooks\?webhook=/);
      await findByPalette(place, "planned", "Tracking plan", /tracking-plan\?event=planned/);
      await findByPalette(place, "sk_", "Keys", /keys#key_/);
      await place.page.locator("#screen li[aria-current]").filter({ hasText: "sk_" }).waitFor();
    },
  },
  {
    name: "read the keys of a screen and go along its rows",
    run: async (place) => {
      await go(place, "people");
      await place.page.locator("#screen li a").first().waitFor();
      await place.page.keyboard.press("?");
      await place.page.getByRole("dialog").getByText(place.say("Next row")).waitFor();
      await place.page.keyboard.press("Escape");
      await place.page.getByRole("dialog").waitFor({ state: "detached" });
      await place.page.keyboard.press("j");
      await place.page.keyboard.press("Enter");
      await place.page.waitForURL(/people\/./);
    },
  },
  {
    name: "have a funnel counted and saved as CSV",
    run: async (place) => {
      await go(place, "analytics?view=funnel&steps=Product%20Viewed,Order%20Completed");
      const saved = button(place, "Save as CSV");
      await saved.waitFor();
      await Promise.all([place.page.waitForEvent("download"), saved.click()]);
    },
  },
  {
    name: "look at the catalog as a table, and search it",
    run: async (place) => {
      await go(place, "catalog");
      await press(place, "Table");
      await place.page.locator("#screen tbody tr").first().waitFor();
      await field(place, "Search items").fill("nothing like it");
      await see(place, place.say("No item matches."));
      await press(place, "Clear filters");
      await place.page.locator("#screen tbody tr").first().waitFor();
    },
  },
];

/** Types into the palette, goes along what fits to the first of a group, and opens it. */
async function findByPalette(place: TaskPlace, typed: string, group: string, address: RegExp): Promise<void> {
  const { page, say } = place;
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: say("Go to or do") }).fill(typed);
  const wanted = page
    .getByRole("group", { name: say(group), exact: true })
    .getByRole("option")
    .first();
  await wanted.waitFor();
  const steps = await page.getByRole("option").count();
  for (let step = 0; step < steps && (await wanted.getAttribute("aria-selected")) !== "true"; step++) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(address);
}
