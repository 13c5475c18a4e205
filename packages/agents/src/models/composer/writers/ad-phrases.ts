import type { VariantsInput } from "../../../graphs/content-creator/write-variants.ts";

type Goal = VariantsInput["goal"];
type Tone = VariantsInput["voice"]["tone"];

/** Calls to action: a button, and the sentence that asks for the same. */
export const ASKS: Record<Goal, { button: string[]; sentence: string[] }> = {
  purchase: {
    button: ["Shop now", "See the price", "Order yours"],
    sentence: ["Order yours today.", "Take a look and order online.", "See it in the shop."],
  },
  "sign-up": {
    button: ["Sign up", "Create your account", "Get started"],
    sentence: ["Sign up in a minute.", "Create your account and see.", "Get started online."],
  },
  visit: {
    button: ["See more", "Take a look", "Read more"],
    sentence: ["See it for yourself.", "Have a look at the details.", "Read more on our site."],
  },
  "win-back": {
    button: ["Come back", "See what is here", "Pick it up again"],
    sentence: ["Come back and take a look.", "See what is waiting for you.", "Pick up where you left off."],
  },
};

/** How a thing is brought up. `{name}` is what it is about. */
export const OPENERS: Record<Tone, string[]> = {
  plain: ["{name}", "This is {name}", "{name}, ready for you"],
  warm: ["Meet {name}", "Say hello to {name}", "You might like {name}"],
  formal: ["Introducing {name}", "We present {name}", "Discover {name}"],
  playful: ["Psst: {name}", "Hello, {name}", "Guess what: {name}"],
};

/** For a category, `{category}` in lower case. */
export const QUESTIONS: Record<Tone, string[]> = {
  plain: ["Looking for {category}?", "Need {category}?"],
  warm: ["Looking for {category} you'll enjoy?", "In the mood for {category}?"],
  formal: ["Are you considering {category}?", "Seeking {category}?"],
  playful: ["Time for new {category}?", "Did somebody say {category}?"],
};

export const GREETINGS: Record<Tone, string> = {
  plain: "Hello,",
  warm: "Hello there,",
  formal: "Dear reader,",
  playful: "Hey you,",
};

/** One that suits each goal and offends nobody. */
export const EMOJI: Record<Goal, string> = { purchase: "🛍️", "sign-up": "✨", visit: "👀", "win-back": "👋" };
