import type { Task } from "./task.ts";
import { button, field, go, press, see, typeVerb, untilServer } from "./task.ts";

/** Saying who and what. */
export const DECIDE_TASKS: readonly Task[] = [
  {
    name: "make a segment in words, undo it by its notice",
    run: async (place) => {
      const name = `Buyers ${place.mark}`;
      await go(place, "segments?segment=new&view=words");
      await field(place, "Name").fill(name);
      await field(place, "Rule").fill('did "Order Completed" in last 30d');
      await press(place, "Save");
      await untilServer(place, "/api/v1/segments", name);
      await press(place, "Undo");
      await untilServer(place, "/api/v1/segments", name, false);
    },
  },
  {
    name: "make a segment and delete it by its word",
    run: async (place) => {
      const name = `Gone ${place.mark}`;
      await go(place, "segments?segment=new&view=words");
      await field(place, "Name").fill(name);
      await field(place, "Rule").fill('did "Product Viewed" in last 7d');
      await press(place, "Save");
      await press(place, "Delete");
      await typeVerb(place, "Delete");
      await untilServer(place, "/api/v1/segments", name, false);
    },
  },
  {
    name: "have a trait computed",
    run: async (place) => {
      const key = `orders_${place.mark}`;
      await go(place, "computed-traits?trait=new");
      await field(place, "Key").fill(key);
      await field(place, "of the events").fill("Order Completed");
      await press(place, "Save");
      await untilServer(place, "/api/v1/computed-traits", key);
    },
  },
  {
    name: "plan an event, take it out of the plan, have it back",
    run: async (place) => {
      const name = `Planned ${place.mark}`;
      await go(place, "tracking-plan?add=true");
      await field(place, "Event name").fill(name);
      await press(place, "Save");
      await untilServer(place, "/api/v1/tracking-plan", name);
      await press(place, "Remove from the plan");
      await untilServer(place, "/api/v1/tracking-plan", name, false);
      await press(place, "Undo");
      await untilServer(place, "/api/v1/tracking-plan", name);
    },
  },
  {
    name: "set up a placement and look at what it would show",
    run: async (place) => {
      const name = `slot-${place.mark}`;
      await go(place, "placements?mode=add");
      await place.page.getByRole("textbox").first().fill(name);
      await press(place, "Save");
      await untilServer(place, "/api/v1/placements", name);
      await go(place, `recommendations?placement=${name}&person=ada`);
      await place.page.locator("#screen h1").waitFor();
    },
  },
  {
    name: "draft an experiment and start it by its word",
    run: async (place) => {
      const name = `checkout-${place.mark}`;
      await go(place, "experiments?form=new");
      await field(place, "Name").fill(name);
      await press(place, "Add as a draft");
      await untilServer(place, "/api/v1/experiments", name);
      const row = place.page.locator("#screen li").filter({ hasText: name });
      await row.getByRole("button", { name: place.say("Start@@command"), exact: true }).click();
      await typeVerb(place, "Start@@command");
      await row.getByRole("button", { name: place.say("Stop"), exact: true }).waitFor();
      // Its draft cannot be taken back any more: it runs.
      if (await button(place, "Undo").isVisible()) throw new Error("the notice of the draft is still there");
    },
  },
  {
    name: "add a document, ask, get the answer with its source, and a note put away by Escape",
    run: async (place) => {
      await go(place, "knowledge?add=text");
      await field(place, "Title").fill(`Refunds ${place.mark}`);
      await place.page.locator("#screen textarea").fill("# Refunds\n\nRefunds are paid within 14 days.");
      await press(place, "Add");
      await untilServer(place, "/api/v1/knowledge/documents", `Refunds ${place.mark}`);
      await go(place, "knowledge?q=When%20are%20refunds%20paid%3F");
      await see(place, /14 days/);
      const note = place.page.getByRole("tooltip").first();
      await place.page.locator("#screen button:has(+ [role=tooltip])").first().focus();
      await note.waitFor();
      await place.page.keyboard.press("Escape");
      await note.waitFor({ state: "hidden" });
    },
  },
  {
    name: "ban a word; a text with it does not pass",
    run: async (place) => {
      await go(place, "text-safety");
      await field(place, "Word or phrase").fill(`cheap${place.mark}`);
      await press(place, "Add word");
      await untilServer(place, "/api/v1/text-safety/banned-words", `cheap${place.mark}`);
      await place.page.locator("#screen textarea").first().fill(`A cheap${place.mark} kettle`);
      await press(place, "Check");
      await place.page.locator("#screen").getByText(`cheap${place.mark}`).nth(1).waitFor();
    },
  },
  {
    name: "train, and take that back before it is done",
    run: async (place) => {
      await go(place, "models");
      await button(place, "Train now").waitFor();
      await press(place, "Train now");
      await untilServer(place, "/api/v1/jobs?name=recommender-train", "recommender-train");
    },
  },
];
