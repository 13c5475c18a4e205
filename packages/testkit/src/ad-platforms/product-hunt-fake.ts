import { launchBody } from "@rapport/adapters/ad-platform/product-hunt/contract";
import type { FakeAnswer, Fault } from "./fake-platform.ts";
import { openFakePlatform } from "./fake-platform.ts";
import { checkProductHuntExchange } from "./published/published-product-hunt.ts";

const LAUNCH = {
  ...{ id: "1", name: "Rapport", tagline: "Marketing that listens", url: "https://www.producthunt.com/posts/rapport" },
  ...{ website: "https://www.producthunt.com/r/1", votesCount: 321, commentsCount: 12, reviewsRating: 4.5 },
  ...{ createdAt: "2026-11-01T08:01:00Z", featuredAt: null },
};
const refusal = (status: number, error: string, headers = {}): FakeAnswer => ({
  ...{ status, headers },
  body: { data: null, errors: [{ error, error_description: `Refused: ${error}` }] },
});

const FAULTS: Record<string, Fault> = {
  "429 with a reset": { instead: refusal(429, "rate_limit_reached", { "x-rate-limit-reset": "90" }) },
  "429 without one": { instead: refusal(429, "rate_limit_reached") },
  "500": { instead: refusal(500, "internal") },
  "502": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "503": { instead: { status: 503, body: "" } },
  "504": { instead: { status: 504, body: "" } },
  reset: { instead: "reset" },
  "reset after": { after: "reset" },
  timeout: { instead: "hang" },
  "late answer": { after: "late" },
  "truncated answer": { after: "truncate" },
  "another form": { instead: { status: 200, body: { data: { post: { id: 7 } } } } },
  "200 in HTML": { instead: { status: 200, body: "<html>Maintenance</html>" } },
  "complexity used up": { instead: refusal(429, "complexity_limit_reached", { "x-rate-limit-reset": "900" }) },
  "expired token": { token: "expires" },
  "revoked access": { token: "is revoked", lasts: true },
};

/** A fake of Product Hunt's GraphQL API: the one query that is asked, held to the contract. */
export function openProductHuntFake() {
  return openFakePlatform({
    handle: ({ path, body }) => {
      const parsed = launchBody.safeParse(body);
      if (path !== "/v2/api/graphql" || !parsed.success) return refusal(200, "undefinedField");
      return { status: 200, body: { data: { post: parsed.data.variables.slug === "rapport" ? LAUNCH : null } } };
    },
    refuseToken: refusal(401, "invalid_oauth_token"),
    faults: FAULTS,
    check: checkProductHuntExchange,
  });
}
