/**
 * Optional inline script, to stand after `SNIPPET`: when the page is left before the client has loaded, it keeps the calls
 * made so far in sessionStorage, and the next page of the tab sends them, with their time and their page. Only for a tag
 * that starts the client by itself (`data-write-key`), and never against a decision of the visitor (of `analytics`, if by
 * categories) or, where there is none, a signal of the browser.
 */
export const KEEP_SNIPPET =
  'addEventListener("pagehide",function(){try{let d=document,l=location,n=navigator,r=rapport,' +
  'c=localStorage["rapport_"+d.querySelector("script[data-write-key]").dataset.writeKey+"_consent"];' +
  'r.length&&(c?/^"g|"analytics":t/.test(c):!n.globalPrivacyControl&&n.doNotTrack!=1)&&(sessionStorage.rapport_calls=' +
  "JSON.stringify([{url:l.href,path:l.pathname,title:d.title,referrer:d.referrer,search:l.search}," +
  "r.splice(0).map(e=>[e.t].concat(e))]))}catch(e){}})";
