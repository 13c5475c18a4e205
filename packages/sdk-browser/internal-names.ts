/**
 * Properties that never leave a bundle of ours. The build gives them names of one letter, which saves a twentieth of
 * what a page loads; a name must be added here only if neither a host application, nor a message, nor the browser
 * knows it, and nothing that is stored has it.
 */
export const INTERNAL_NAMES =
  /^(allPlaces|bytes|choice|decided|describe|encodeWith|entryId|environment|failures|flying|extras|held|ids|inFlight|isLeaving|keeps|known|line|maxBytes|memory|newUuid|onChange|ordered|ownKey|places|prefix|queuePrefix|release|report|room|sanitised|saving|sendBody|session|started|startTimer|timer|untilMs|waiters|waiting|whenLeaving)$/;
