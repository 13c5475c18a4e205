import { trackMessage } from "../../factories/messages.ts";
import type { Task, TaskPlace } from "./task.ts";
import { button, field, go, isFromRight, press, see, typeVerb, untilServer } from "./task.ts";

/** Spending, publishing, connecting, and who may do it. */
export const RUN_TASKS: readonly Task[] = [
  {
    name: "draft a campaign, propose it, approve it by its word, end it",
    run: async (place) => {
      const name = `Kettles ${place.mark}`;
      await go(place, "campaigns?campaign=new");
      await field(place, "Name").fill(name);
      await field(place, "Leads to").fill("https://shop.example/kettles");
      await field(place, "Headline").fill("Copper kettles");
      await field(place, "Text").fill("Boils in two minutes");
      await press(place, "Add as a draft");
      await press(place, "Propose");
      await press(place, "Approve and deploy");
      await typeVerb(place, "Approve");
      await press(place, "End");
      await typeVerb(place, "End");
      await untilServer(place, "/api/v1/campaigns", '"ended"');
    },
  },
  {
    name: "stop all spending and let it go on by one key",
    run: async (place) => {
      await go(place, "budgets");
      await press(place, "Stop all spending");
      await button(place, "Release").waitFor();
      await untilServer(place, "/api/v1/budgets", '"stopped":null', false);
      await place.page.keyboard.press("z");
      await untilServer(place, "/api/v1/budgets", '"stopped":null');
    },
  },
  {
    name: "reject a text, think again, reject it for good",
    run: async (place) => {
      await go(place, "content");
      await place.page.locator('#screen nav a[href*="piece="]').first().click();
      const reject = button(place, "Reject");
      // The look before this one may have rejected it.
      if (!(await reject.isVisible())) await press(place, "Approve");
      else {
        await reject.click();
        await press(place, "Undo");
        await reject.click();
      }
      await place.page
        .getByRole("status")
        .getByRole("button", { name: place.say("Close"), exact: true })
        .click();
    },
  },
  {
    name: "move a piece on the calendar by keys, and back",
    run: async (place) => {
      await go(place, "content?view=calendar");
      const entry = place.page.locator("#screen a[draggable=true]").first();
      const piece = `/api/v1/content/${new URL(String(await entry.getAttribute("href")), place.page.url()).searchParams.get("piece")}`;
      const before = await (await place.server.ask(piece, { key: place.server.secretKey })).text();
      const publishAt = String(/"publishAt":"[^"]+"/.exec(before)?.[0]);
      await entry.focus();
      // To the day after, which lies where the language is written to.
      await place.page.keyboard.press((await isFromRight(place)) ? "Alt+ArrowLeft" : "Alt+ArrowRight");
      await untilServer(place, piece, publishAt, false);
      await press(place, "Undo");
      await untilServer(place, piece, publishAt);
    },
  },
  {
    name: "add an endpoint, read its secret once, switch it off and on",
    run: async (place) => {
      await go(place, "webhooks?webhook=new");
      await field(place, "Address").fill(`https://hooks.example/${place.mark}`);
      await press(place, "Add and show its secret");
      await see(place, /^whsec_/);
      await press(place, "Switch off");
      await button(place, "Switch on").waitFor();
      await press(place, "Undo");
      await button(place, "Switch off").waitFor();
    },
  },
  {
    name: "look into a job that is over",
    run: async (place) => {
      await go(place, "jobs");
      await place.page.locator("#screen li button[aria-expanded]").first().click();
      await place.page.waitForURL(/job=/);
      await place.page.locator("#screen dl").first().waitFor();
    },
  },
  {
    name: "look at a run of agents, step by step",
    run: async (place) => {
      await go(place, "runs");
      await place.page.locator("#screen nav button").first().click();
      await place.page.waitForURL(/run=/);
      await place.page.locator("#screen ol li").first().waitFor();
    },
  },
  {
    name: "make a key, see it once, revoke it by its word",
    run: async (place) => {
      const name = `Shop ${place.mark}`;
      await go(place, "keys");
      await field(place, "What it is for").fill(name);
      await press(place, "Make key");
      await see(place, /^pk_/);
      const row = place.page.locator("#screen li").filter({ hasText: name });
      await row.getByRole("button", { name: place.say("Revoke"), exact: true }).click();
      await typeVerb(place, "Revoke");
      await row.getByRole("button").first().waitFor({ state: "detached" });
    },
  },
  {
    name: "make a key whose events are signed, see both of its secrets once, revoke it",
    run: async (place) => {
      const name = `Orders ${place.mark}`;
      await go(place, "keys");
      await field(place, "What it is for").fill(name);
      await field(place, "Kind").selectOption("signed");
      await field(place, "How long it works").selectOption("90");
      await press(place, "Make key");
      await see(place, /^sk_/);
      await see(place, /^whsec_/);
      const row = place.page.locator("#screen li").filter({ hasText: name });
      await row.getByText(place.say("signed"), { exact: true }).waitFor();
      await row.getByRole("button", { name: place.say("Revoke"), exact: true }).click();
      await typeVerb(place, "Revoke");
      await row.getByRole("button").first().waitFor({ state: "detached" });
    },
  },
  {
    name: "make a secret of user tokens, see it once, demand tokens and take that back",
    run: async (place) => {
      const name = `Site ${place.mark}`;
      await go(place, "keys");
      await field(place, "What it is for").fill(name);
      await press(place, "Make key");
      await see(place, /^pk_/);
      const row = place.page.locator("#screen li").filter({ hasText: name });
      const pressHere = (verb: string) => row.getByRole("button", { name: place.say(verb), exact: true }).click();
      await pressHere("Make secret");
      await see(place, /^uts_/);
      await pressHere("Demand tokens");
      await row.getByText(place.say("demanded"), { exact: true }).waitFor();
      await press(place, "Undo");
      await row.getByText(place.say("not demanded"), { exact: true }).waitFor();
    },
  },
  {
    name: "invite somebody, take the invitation back by its word",
    run: async (place) => {
      const email = `${place.mark}@example.com`;
      await go(place, "members");
      await field(place, "E-mail").fill(email);
      await press(place, "Invite");
      const row = place.page.locator("#screen li").filter({ hasText: email });
      await row.getByRole("button").first().click();
      await typeVerb(place, "Take back");
      await row.waitFor({ state: "detached" });
    },
  },
  {
    name: "make a role like another one, invite somebody into it, change it, delete it by its word",
    run: async (place) => {
      const [name, email] = [`Curator ${place.mark}`, `curator-${place.mark}@example.com`];
      const box = place.page.getByLabel(`${place.say("catalog")}: ${place.say("write")}`, { exact: true });
      await go(place, "roles?role=new");
      await field(place, "Name").fill(name);
      await field(place, "Begin with").selectOption("analyst");
      await box.check();
      await press(place, "Add the role");
      await untilServer(place, "/api/v1/roles", '"catalog:write"]');
      await inviteInto(place, { role: name, email });
      await go(place, "roles");
      await place.page.getByRole("link", { name }).click();
      await box.uncheck();
      await press(place, "Save");
      await untilServer(place, "/api/v1/roles", '"catalog:write"]', false);
      await press(place, "Delete");
      await typeVerb(place, "Delete");
      await untilServer(place, "/api/v1/roles", name, false);
    },
  },
  {
    name: "rename the project, see it in the frame, take that back",
    run: async (place) => {
      const name = `Shop ${place.mark}`;
      await go(place, "settings");
      const before = await field(place, "Name").inputValue();
      await field(place, "Name").fill(name);
      await press(place, "Rename");
      await place.page.locator("header:visible").filter({ hasText: name }).first().waitFor();
      await press(place, "Undo");
      await untilServer(place, `/api/v1/projects/${place.server.projectId}`, `"name":"${before}"`);
    },
  },
  {
    name: "add a project by the word, look at it, go back to the first by its name",
    run: async (place) => {
      const { page } = place;
      const name = `Outlet ${place.mark}`;
      const shown = (project: string) => page.locator("header:visible, #screen header").filter({ hasText: project });
      await go(place, "settings");
      const before = await field(place, "Name").inputValue();
      await field(place, "Name of the new project").fill(name);
      await press(place, "Add project");
      await typeVerb(place, "Add");
      await page.waitForURL(/\/console\/overview/);
      await go(place, "settings");
      await shown(name).first().waitFor();
      await button(place, "Show").waitFor({ state: "detached" });
      // Not by its name: in Arabic a name in it is set apart by characters that nobody sees.
      await page.locator("#screen li").filter({ hasText: before }).getByRole("button").first().click();
      await page.waitForURL(/\/console\/overview/);
      await go(place, "settings");
      await shown(before).first().waitFor();
    },
  },
  {
    name: "keep the events of one name for fewer days, by the word",
    run: async (place) => {
      const name = `Scrolled ${place.mark}`;
      await go(place, "settings");
      await press(place, "Add an event");
      await place.page.getByLabel(place.say("Event name"), { exact: true }).last().fill(name);
      await place.page.getByLabel(place.say("Days"), { exact: true }).last().fill("9");
      await press(place, "Save");
      await typeVerb(place, "Shorten");
      await untilServer(place, "/api/v1/retention", `"${name}":9`);
    },
  },
  {
    name: "suppress a person, take that back, save what is kept, erase them by the word and see that they are gone",
    run: async (place) => {
      const userId = `leaver-${place.mark}`;
      const sent = await place.server.send([trackMessage({ userId, anonymousId: undefined, event: "Left" })]);
      await place.server.settle(String((await sent.json()).offset));
      await go(place, `people/${userId}`);
      await place.page.getByRole("link", { name: place.say("Export or erase") }).click();
      await press(place, "Suppress");
      await button(place, "Lift@@privacy").waitFor();
      await press(place, "Undo");
      await button(place, "Suppress").waitFor();
      await Promise.all([place.page.waitForEvent("download"), press(place, "Save as JSON")]);
      await press(place, "Erase…");
      await typeVerb(place, "Erase");
      await see(place, place.say("Nobody has this id."));
      await untilServer(place, `/api/v1/users?search=${userId}`, userId, false);
      await place.page.locator("#screen li button[aria-expanded]").first().click();
      await place.page.waitForURL(/request=/);
    },
  },
  {
    name: "see who did that, and that nothing was left out",
    run: async (place) => {
      await go(place, "audit");
      await place.page.locator("#screen li button[aria-expanded]").first().click();
      await place.page.waitForURL(/entry=/);
      await press(place, "Check the chain");
      await place.page.locator("#screen header").getByText(/\d/).first().waitFor();
    },
  },
];

/** Invites somebody into a role of that name, sees it on the list, and takes the invitation back. */
async function inviteInto(place: TaskPlace, { role, email }: { role: string; email: string }): Promise<void> {
  await go(place, "members");
  await field(place, "E-mail").fill(email);
  await field(place, "Role").selectOption({ label: role });
  await press(place, "Invite");
  const row = place.page.locator("#screen li").filter({ hasText: email });
  await row.getByText(role, { exact: true }).waitFor();
  await row.getByRole("button").first().click();
  await typeVerb(place, "Take back");
  await row.waitFor({ state: "detached" });
}
