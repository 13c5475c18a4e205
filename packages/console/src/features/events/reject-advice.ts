import type { RejectCode } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import { t } from "../../lib/text.ts";

/** What to change so that the next message is taken. */
export const REJECT_ADVICE: Record<RejectCode, string> = {
  not_an_object: t("Send each message as a JSON object."),
  missing_field: t("Add the field. A track message needs an event name, and every message a userId or an anonymousId."),
  wrong_type: t(
    "Send the field with the type named above; ids and names are texts, properties and traits are objects.",
  ),
  invalid_value: t("Send a value the field allows; times are RFC 3339 texts."),
  unknown_type: t("Use one of track, identify, page, screen, group and alias."),
  too_long: t(
    "Shorten it: event names up to {eventNameLength} characters, ids {idLength}, other texts {stringLength}.",
    { eventNameLength: LIMITS.eventNameLength, idLength: LIMITS.idLength, stringLength: LIMITS.stringLength },
  ),
  too_deep: t("Flatten the message to at most {depth} levels.", { depth: LIMITS.depth }),
  too_many_keys: t("Send at most {keys} keys in one object; a list of pairs is often the better shape.", {
    keys: LIMITS.keys,
  }),
  event_too_large: t("Keep one message under {eventBytes} KB; send a reference in place of the content.", {
    eventBytes: LIMITS.eventBytes / 1024,
  }),
  forbidden_key: t("Rename the key: names such as __proto__ are refused for safety."),
  invalid_text: t("Send well-formed Unicode without NUL characters."),
  not_finite: t("Send finite numbers; leave the field out when there is no value."),
  plan_violation: t("Send the property as the tracking plan describes it, or change the plan."),
  user_token_missing: t(
    "This key demands user tokens: let your server sign one for the userId, and send it as context.userToken.",
  ),
  user_token_invalid: t(
    "Sign the token by HS256 with the key's present secret of user tokens: sub is the userId, iat and exp at most a day apart.",
  ),
  user_token_expired: t("Give the page a new token before the old one ends."),
  user_token_other_user: t(
    "Send the token of the user whom the message names. If it was not your application, somebody tried to speak for them.",
  ),
  reserved_id: t('Send the real id. Placeholders such as "null" or "undefined" would join strangers into one person.'),
  quota_exceeded: t("The plan's events of the day are used up. Clients send it again; a larger plan takes it today."),
  rate_limited: t("Events come faster than the plan allows. Clients send it again in a moment."),
  unavailable: t("It could not be counted just now. Clients send it again."),
  too_old: t(
    "Send events within the days that this server keeps (RAPPORT_RETENTION_DAYS), with their time in timestamp.",
  ),
  suppressed: t("Nothing is to be mended: this person is suppressed. Lift that where it was asked for by mistake."),
};
