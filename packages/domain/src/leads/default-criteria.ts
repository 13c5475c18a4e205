import type { PutLeadCriteria } from "@rapport/contracts/leads";
import { putLeadCriteriaSchema } from "@rapport/contracts/leads";

/** Providers at which anybody has an address: it says nothing of a company. */
const FREE_MAIL =
  "(?i)@(gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|gmx|web|proton|protonmail|mail|yandex|zoho|qq|163|126)[.]";
/** Addresses of desks, behind which nobody in particular sits. */
const DESK = "(?i)^(info|contact|hello|office|sales|support|admin|service|kontakt|mail|team|noreply|no-reply)@";

/**
 * What every project begins with: facts that say anywhere that somebody can be sold to, and events of Segment's specifications
 * that come before a purchase. A project writes down its own customers in their place.
 */
export const DEFAULT_CRITERIA: PutLeadCriteria = putLeadCriteriaSchema.parse({
  fit: [
    { key: "reachable", name: "Can be written to", text: "email", points: 30 },
    {
      key: "work_mail",
      name: "Address of a company",
      text: `email and not trait email matches ${quote(FREE_MAIL)}`,
      points: 30,
    },
    { key: "company", name: "Names a company", text: "trait company exists", points: 20 },
    { key: "title", name: "Names a job", text: "trait title exists or trait job_title exists", points: 20 },
    { key: "desk", name: "Address of a desk, of no person", text: `trait email matches ${quote(DESK)}`, points: -20 },
  ],
  signals: [
    { event: "Order Completed", points: 10 },
    { event: "Checkout Started", points: 10 },
    { event: "Trial Started", points: 10 },
    { event: "Demo Requested", points: 20 },
    { event: "Signed Up", points: 6 },
    { event: "Product Added", points: 5 },
    { event: "Product Viewed", points: 2 },
    { event: "Products Searched", points: 2 },
  ],
});

function quote(text: string): string {
  return JSON.stringify(text);
}
