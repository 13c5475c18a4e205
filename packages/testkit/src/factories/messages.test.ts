import { isUuid } from "@rapport/contracts/ids";
import { MESSAGE_SCHEMAS } from "@rapport/contracts/messages";
import { expect, it } from "vitest";
import { aliasMessage, groupMessage, identifyMessage, pageMessage, screenMessage, trackMessage } from "./messages.ts";

it.each([trackMessage, identifyMessage, pageMessage, screenMessage, groupMessage, aliasMessage])(
  "%o makes valid messages, each with an id of its own",
  (make) => {
    const [first, second] = [make(), make()];
    expect(MESSAGE_SCHEMAS[first.type].safeParse(first).success).toBe(true);
    expect(isUuid(first.messageId)).toBe(true);
    expect(first.messageId).not.toBe(second.messageId);
  },
);

it("lets the caller decide every field", () => {
  expect(trackMessage({ event: "Order Completed", messageId: "mine", userId: "u" })).toMatchObject({
    event: "Order Completed",
    messageId: "mine",
    userId: "u",
    anonymousId: "anonymous-1",
  });
});
