/** A kind of device with what its browser says of itself. */
export type DeviceKind = { userAgent: string; width: number; height: number; density: number; weight: number };

export const PHONES: readonly DeviceKind[] = [
  {
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    width: 393,
    height: 852,
    density: 3,
    weight: 6,
  },
  {
    userAgent:
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
    width: 412,
    height: 915,
    density: 2.625,
    weight: 5,
  },
  {
    userAgent:
      "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    width: 360,
    height: 780,
    density: 3,
    weight: 1,
  },
  {
    userAgent:
      "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
    width: 820,
    height: 1180,
    density: 2,
    weight: 1,
  },
];

export const COMPUTERS: readonly DeviceKind[] = [
  {
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    width: 1920,
    height: 1080,
    density: 1,
    weight: 6,
  },
  {
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    width: 1512,
    height: 982,
    density: 2,
    weight: 3,
  },
  {
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
    width: 1536,
    height: 864,
    density: 1.25,
    weight: 2,
  },
  {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    width: 1680,
    height: 1050,
    density: 1,
    weight: 1,
  },
];

/** How a visit can begin. `campaign` is the UTM set of the landing page's address. */
export type Channel = {
  weight: number;
  /** Weight on visits after the first: who knows the shop comes directly or by its letters. */
  returnWeight: number;
  referrer: string;
  campaign: { source: string; medium: string; name: string } | undefined;
  landing: "home" | "category" | "product";
};

export const CHANNELS: readonly Channel[] = [
  { weight: 3, returnWeight: 6, referrer: "", campaign: undefined, landing: "home" },
  { weight: 4, returnWeight: 2, referrer: "https://www.google.com/", campaign: undefined, landing: "category" },
  {
    weight: 2,
    returnWeight: 1,
    referrer: "https://www.google.com/",
    campaign: { source: "google", medium: "cpc", name: "autumn-table" },
    landing: "product",
  },
  {
    weight: 2,
    returnWeight: 1,
    referrer: "https://l.instagram.com/",
    campaign: { source: "instagram", medium: "paid_social", name: "slow-mornings" },
    landing: "product",
  },
  {
    weight: 0.5,
    returnWeight: 4,
    referrer: "",
    campaign: { source: "newsletter", medium: "email", name: "october-letter" },
    landing: "category",
  },
  { weight: 1, returnWeight: 0.5, referrer: "https://www.pinterest.com/", campaign: undefined, landing: "product" },
  {
    weight: 0.5,
    returnWeight: 0.3,
    referrer: "https://thequietkitchen.example/best-kettles",
    campaign: { source: "quiet-kitchen", medium: "affiliate", name: "best-kettles" },
    landing: "product",
  },
];

export const PLACES: readonly { locale: string; timezone: string; weight: number }[] = [
  { locale: "en-US", timezone: "America/New_York", weight: 4 },
  { locale: "en-US", timezone: "America/Los_Angeles", weight: 3 },
  { locale: "en-GB", timezone: "Europe/London", weight: 2 },
  { locale: "de-DE", timezone: "Europe/Berlin", weight: 1 },
  { locale: "fr-FR", timezone: "Europe/Paris", weight: 1 },
];

export const FIRST_NAMES = [
  "Ada",
  "Amir",
  "Bea",
  "Carlos",
  "Chidi",
  "Dana",
  "Elif",
  "Emil",
  "Farah",
  "Grace",
  "Hana",
  "Igor",
  "Ines",
  "Jonas",
  "Kofi",
  "Lena",
  "Mara",
  "Mateo",
  "Nadia",
  "Noor",
  "Olga",
  "Priya",
  "Quinn",
  "Rosa",
  "Sami",
  "Tess",
  "Uma",
  "Yuki",
] as const;

export const LAST_NAMES = [
  "Abbott",
  "Baker",
  "Castillo",
  "Dubois",
  "Eriksen",
  "Fischer",
  "Gupta",
  "Haddad",
  "Ito",
  "Jensen",
  "Kowalski",
  "Lopez",
  "Moreau",
  "Nakamura",
  "Okafor",
  "Petrov",
  "Quist",
  "Rossi",
  "Silva",
  "Tanaka",
  "Ueda",
  "Vargas",
  "Weber",
  "Young",
] as const;

/** Share of visits by hour of the day (UTC): quiet nights, a lunch hump, busy evenings. */
export const HOUR_WEIGHTS = [2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 7, 6, 6, 6, 7, 8, 10, 11, 10, 7, 4] as const;
