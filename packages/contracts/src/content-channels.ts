/** One text of a variant: how long it may be, in characters as people count them. */
export type ChannelField = { name: string; label: string; max: number };

/**
 * Texts of each channel. Bounds are the platforms' own where they cut or refuse (Google Ads responsive search ads: headline 30,
 * description 90; LinkedIn single image ads: headline 70 before it is cut, introduction 150), and what their guides recommend
 * where they only fold (Meta: 125, 40, 30; e-mail clients: subject 60, preheader 90; phones: title 50, text 120).
 */
export const CHANNELS = {
  "search-ad": {
    label: "Search ad",
    fields: [
      { name: "headline1", label: "Headline 1", max: 30 },
      { name: "headline2", label: "Headline 2", max: 30 },
      { name: "headline3", label: "Headline 3", max: 30 },
      { name: "description1", label: "Description 1", max: 90 },
      { name: "description2", label: "Description 2", max: 90 },
    ],
  },
  "meta-ad": {
    label: "Facebook and Instagram ad",
    fields: [
      { name: "primaryText", label: "Primary text", max: 125 },
      { name: "headline1", label: "Headline", max: 40 },
      { name: "description1", label: "Description", max: 30 },
    ],
  },
  "linkedin-ad": {
    label: "LinkedIn ad",
    fields: [
      { name: "primaryText", label: "Introduction", max: 150 },
      { name: "headline1", label: "Headline", max: 70 },
    ],
  },
  email: {
    label: "E-mail",
    fields: [
      { name: "subject", label: "Subject", max: 60 },
      { name: "preheader", label: "Preheader", max: 90 },
      { name: "body", label: "Text", max: 1_500 },
      { name: "callToAction", label: "Button", max: 25 },
    ],
  },
  push: {
    label: "Push message",
    fields: [
      { name: "title", label: "Title", max: 50 },
      { name: "message", label: "Text", max: 120 },
    ],
  },
} as const satisfies Record<string, { label: string; fields: readonly ChannelField[] }>;

export type Channel = keyof typeof CHANNELS;

// as: Object.keys loses the literal keys of a const table, which has at least one.
export const CHANNEL_NAMES = Object.keys(CHANNELS) as [Channel, ...Channel[]];
