import type { Exchange } from "../fake-platform.ts";
import { findDepartures, readPublished } from "./check-published.ts";

export const PRODUCT_HUNT = readPublished("product-hunt");

/** How a launch that is answered departs from Product Hunt's schema. */
export function checkProductHuntExchange({ answer }: Exchange): string[] {
  const post: unknown = Object(Object(answer.body).data).post;
  return post === undefined ? [] : findDepartures(PRODUCT_HUNT, "Post?", post, "answer");
}
