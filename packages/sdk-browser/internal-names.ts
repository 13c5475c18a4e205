/**
 * Properties that never leave a bundle of ours. The build gives them names of one letter, which saves a twentieth of
 * what a page loads; a name must be added here only if neither a host application, nor a message, nor the browser
 * knows it, and nothing that is stored has it.
 */
export const INTERNAL_NAMES =
  /^(address|allPlaces|bytes|callTime|choice|decided|describe|encodeWith|entryId|environment|extras|failures|flying|held|hooks|ids|inFlight|isLeaving|known|letters|line|maxBytes|memory|newUuid|onChange|ordered|ownKey|places|position|prefix|publicKey|release|report|retryAfter|room|sanitised|saving|scene|sendBody|session|settings|startTimer|started|timer|touches|transport|untilMs|waiters|waiting|whenLeaving|widePlace)$/;
