/**
 * Properties that never leave a bundle of ours. The build gives them names of one letter, which saves a twentieth of
 * what a page loads; a name must be added here only if neither a host application, nor a message, nor the browser
 * knows it.
 */
export const INTERNAL_NAMES =
  /^(bytes|decide|decision|enqueue|environment|fail|eraseQueues|eraseStore|findQueues|flying|getCategories|getClient|getIds|getState|getWaitMs|hooks|hurry|identity|isAllowed|isFailing|isLeaving|letGo|listTexts|listWaiting|newUuid|onChange|openStore|place|prefix|readChoice|readIds|record|report|sanitised|setChoice|setUser|settle|startTimer|store|succeed|take|touchSession|whenHidden|whenSettled)$/;
