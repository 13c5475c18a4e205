import type { RejectCode } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";

/** What to change so that the next message is taken. */
export const REJECT_ADVICE: Record<RejectCode, string> = {
  not_an_object: "Send each message as a JSON object.",
  missing_field: "Add the field. A track message needs an event name, and every message a userId or an anonymousId.",
  wrong_type: "Send the field with the type named above; ids and names are texts, properties and traits are objects.",
  invalid_value: "Send a value the field allows; times are RFC 3339 texts.",
  unknown_type: "Use one of track, identify, page, screen, group and alias.",
  too_long: `Shorten it: event names up to ${LIMITS.eventNameLength} characters, ids ${LIMITS.idLength}, other texts ${LIMITS.stringLength}.`,
  too_deep: `Flatten the message to at most ${LIMITS.depth} levels.`,
  too_many_keys: `Send at most ${LIMITS.keys} keys in one object; a list of pairs is often the better shape.`,
  event_too_large: `Keep one message under ${LIMITS.eventBytes / 1024} KB; send a reference in place of the content.`,
  forbidden_key: "Rename the key: names such as __proto__ are refused for safety.",
  invalid_text: "Send well-formed Unicode without NUL characters.",
  not_finite: "Send finite numbers; leave the field out when there is no value.",
  plan_violation: "Send the property as the tracking plan describes it, or change the plan.",
  reserved_id: 'Send the real id. Placeholders such as "null" or "undefined" would join strangers into one person.',
  quota_exceeded: "The plan's events of the day are used up. Clients send it again; a larger plan takes it today.",
  rate_limited: "Events come faster than the plan allows. Clients send it again in a moment.",
  unavailable: "It could not be counted just now. Clients send it again.",
  too_old: "Send events within the days that this server keeps (RAPPORT_RETENTION_DAYS), with their time in timestamp.",
};
