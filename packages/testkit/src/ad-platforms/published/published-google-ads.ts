import type { Exchange } from "../fake-platform.ts";
import { findDepartures, readPublished, typeAt } from "./check-published.ts";

export const GOOGLE_ADS = readPublished("google-ads");
const FAILURE = /\.errors\.GoogleAdsFailure$/;

/** How a request to the Google Ads API, or what is answered to it, departs from Google's own definitions. */
export function checkGoogleExchange({ path, body, answer }: Exchange): string[] {
  const customerId = /^\/v\d+\/customers\/(\d+)\//.exec(path)?.[1] ?? "";
  const asked = Object.assign({ customerId }, body);
  const isOk = answer.status < 300;
  if (path.endsWith("/googleAds:mutate")) {
    return [
      ...findDepartures(GOOGLE_ADS, "MutateGoogleAdsRequest", asked, "request"),
      ...(isOk
        ? findDepartures(GOOGLE_ADS, "MutateGoogleAdsResponse", answer.body, "answer")
        : checkFailure(answer.body)),
    ];
  }
  return [
    ...findDepartures(GOOGLE_ADS, "SearchGoogleAdsStreamRequest", asked, "request"),
    ...checkQuery(String(Object(body).query)),
    ...(isOk
      ? findDepartures(GOOGLE_ADS, "SearchGoogleAdsStreamResponse[]", answer.body, "answer")
      : checkFailure(answer.body)),
  ];
}

/** Every code of an error, where it is one of the API's own and not a proxy's. */
export function checkFailure(body: unknown): string[] {
  const details: unknown = Object(Object(body).error).details;
  return (Array.isArray(details) ? details : []).flatMap(({ "@type": type, ...failure }) =>
    FAILURE.test(type) ? findDepartures(GOOGLE_ADS, "GoogleAdsFailure", failure, "failure") : [`${type} is no failure`],
  );
}

/** Fields that a query names, and what it is from. */
export function checkQuery(query: string): string[] {
  const plain = query.replaceAll(/'[^']*'/g, "''");
  const from = /\bFROM (\w+)/.exec(plain)?.[1] ?? "";
  const paths = [from, ...(plain.match(/\b[a-z_]+(?:\.[a-z_]+)+\b/g) ?? [])];
  return paths
    .filter((path) => typeAt(GOOGLE_ADS, "GoogleAdsRow", path.split(".").map(toCamel)) === undefined)
    .map((path) => `${path} can not be asked for`);
}

function toCamel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
