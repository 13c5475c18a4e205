import { z } from "zod";
import type { FakeAnswer, FakeRequest, Fault } from "../ad-platforms/fake-platform.ts";
import { openFakePlatform } from "../ad-platforms/fake-platform.ts";

const KEY = "key-of-a-service";

/** What each service takes, by its published reference. */
const BRAVE = z.strictObject({
  q: z.string().min(1).max(400),
  count: z.string().regex(/^(1?\d|20)$/),
  result_filter: z.literal("web"),
  text_decorations: z.literal("false"),
});
const TAVILY = z.strictObject({
  query: z.string().min(1),
  max_results: z.int().min(0).max(20),
  search_depth: z.enum(["basic", "advanced"]),
  include_answer: z.boolean(),
  include_raw_content: z.boolean(),
});
const PEOPLE_DATA_LABS = z.strictObject({
  website: z.string().min(1),
  min_likelihood: z.string().regex(/^([1-9]|10)$/),
});
const APOLLO = z.strictObject({ domain: z.string().regex(/^[^@/\s]+\.[a-z]+$/) });

const refusal = (status: number, headers = {}): FakeAnswer => ({ status, headers, body: { message: "refused" } });

/** Ways of services that only answer to go wrong. */
const FAULTS: Record<string, Fault> = {
  "429 with Retry-After": { instead: refusal(429, { "retry-after": "7" }) },
  "429 without Retry-After": { instead: refusal(429) },
  "credits used up": { instead: refusal(402) },
  "key withdrawn": { instead: refusal(401) },
  "plan without this": { instead: refusal(403) },
  "invalid request": { instead: refusal(422) },
  "500": { instead: refusal(500) },
  "502 in HTML": { instead: { status: 502, body: "<html>Bad gateway</html>" } },
  "200 in HTML": { instead: { status: 200, body: "<html>Maintenance</html>" } },
  "another form": { instead: { status: 200, body: { results: 7, web: 7, organization: 7 } } },
  reset: { instead: "reset" },
  "truncated answer": { after: "truncate" },
  "10 MB": { instead: { status: 200, body: { web: { results: "x".repeat(10_000_000) } } } },
};

const PAGES = ["https://www.climb.example/about", "https://gym.example/", "https://www.climb.example/team"];
const FIRM = { name: "Firm", industry: "Sports", country: "France" };

/** Four services at one address: Brave, Tavily, People Data Labs and Apollo, each held to what it takes. */
export async function openCompaniesFake() {
  const fake = await openFakePlatform({
    handle,
    refuseToken: refusal(401),
    knows: ({ path, headers }) => headers[KEY_HEADERS[path] ?? ""] === (path === "/search" ? `Bearer ${KEY}` : KEY),
    faults: FAULTS,
  });
  return { ...fake, apiKey: KEY };
}

const KEY_HEADERS: Record<string, string> = {
  "/res/v1/web/search": "x-subscription-token",
  "/search": "authorization",
  "/v5/company/enrich": "x-api-key",
  "/api/v1/organizations/enrich": "x-api-key",
};

function handle({ path, query, body }: FakeRequest): FakeAnswer {
  const asked = Object.fromEntries(query);
  switch (path) {
    case "/res/v1/web/search": {
      const results = PAGES.map((url) => ({
        type: "search_result",
        title: "A gym",
        url,
        description: "Walls & <b>ropes</b>",
      }));
      return take(BRAVE, asked, () => ({ status: 200, body: { type: "search", web: { type: "search", results } } }));
    }
    case "/search": {
      const results = PAGES.map((url) => ({ title: "A gym", url, content: "Walls", score: 0.9 }));
      return take(TAVILY, body, ({ query: text }) => ({ status: 200, body: { query: text, results } }));
    }
    case "/v5/company/enrich": {
      const location = { country: "france" };
      const known = { status: 200, name: "firm", display_name: "Firm", employee_count: 83, industry: null, location };
      return take(PEOPLE_DATA_LABS, asked, ({ website }) =>
        website === "firm.example"
          ? { status: 200, body: { ...known, likelihood: 8 } }
          : { status: 404, body: { status: 404 } },
      );
    }
    default: {
      const organization = { ...FIRM, website_url: "http://www.firm.example", estimated_num_employees: 90 };
      return take(APOLLO, asked, ({ domain }) => ({
        status: 200,
        body: domain === "firm.example" ? { organization } : {},
      }));
    }
  }
}

function take<T>(schema: z.ZodType<T>, asked: unknown, answer: (parsed: T) => FakeAnswer): FakeAnswer {
  const parsed = schema.safeParse(asked);
  return parsed.success ? answer(parsed.data) : { status: 422, body: { detail: parsed.error.message } };
}
