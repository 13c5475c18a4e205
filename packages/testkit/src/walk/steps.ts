import type { Page } from "playwright-core";

/** Where the console is, and what to do with what it shows. */
export type Walk = { page: Page; picture: (name: string) => Promise<void> };

// Agents write, check and lay out a plan; on a busy machine that takes its time.
const AGENTS_MS = 120_000;

const go = (page: Page, screen: string) =>
  page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: screen, exact: true }).click();

/** From no segment to the people who left a cart behind. */
export async function makeFirstSegment({ page, picture }: Walk): Promise<void> {
  await go(page, "Segments");
  await page.getByRole("button", { name: "Add the first segment" }).click();
  await page.getByLabel("Name").fill("Left a cart behind");
  await page.getByRole("button", { name: /^Left a cart behind/ }).click();
  await page.getByText(/of \d+ people/).waitFor();
  await picture("4-segment-preview");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Delete" }).waitFor();
  await page.waitForFunction(() => document.querySelector(".skeleton") === null);
  await picture("5-first-segment");
}

/** From no placement to one that answers. */
export async function makeFirstPlacement({ page, picture }: Walk): Promise<void> {
  await go(page, "Placements");
  await page.getByRole("button", { name: "Add the first placement" }).click();
  await page.getByLabel(/^Name/).fill("home-hero");
  await page.getByLabel("Description").fill("The first thing on the start page");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("navigation", { name: "Placements" }).waitFor();
  await page.waitForFunction(() => document.querySelector(".skeleton") === null);
  await page.waitForTimeout(800);
  await picture("6-first-placement");
}

/** Agents plan, a person says yes, and the campaign runs on the simulated platform. */
export async function approveFirstCampaign({ page, picture }: Walk): Promise<void> {
  await go(page, "Campaigns");
  await page.getByRole("button", { name: "Have agents plan one" }).click();
  await page.getByRole("button", { name: "Plan it" }).click();
  await page.getByRole("heading", { name: "Agent runs" }).waitFor();
  await go(page, "Approvals");
  const proposal = page.getByRole("navigation", { name: "Proposals" }).getByRole("button").first();
  await proposal.waitFor({ timeout: AGENTS_MS });
  await proposal.click();
  await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
  await picture("7-proposal");
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByRole("heading", { name: "Value" }).waitFor();
  await go(page, "Campaigns");
  const campaign = page.getByRole("navigation", { name: "Campaigns" }).getByRole("button").first();
  await campaign.waitFor({ timeout: AGENTS_MS });
  await campaign.click();
  await page
    .getByText(/ended|finished/i)
    .first()
    .waitFor({ timeout: AGENTS_MS });
  await page.waitForFunction(() => document.querySelector(".skeleton") === null);
  await picture("8-first-campaign");
}
