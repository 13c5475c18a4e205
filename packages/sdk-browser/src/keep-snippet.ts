/**
 * Optional inline script, to stand after `SNIPPET`: when the page is left before the client has loaded, it keeps the calls
 * made so far in sessionStorage, and the next page of the tab sends them, with their time and their page. Only for a tag
 * that starts the client by itself (`data-write-key`), and never against a signal or a decision of the visitor.
 */
export const KEEP_SNIPPET =
  '!function(w,d,n){w.addEventListener("pagehide",function(){try{var r=w.rapport,l=location,' +
  's=d.querySelector("script[data-write-key]").dataset.writeKey;r.length&&!n.globalPrivacyControl&&n.doNotTrack!=1&&' +
  '!/denied|false/.test(localStorage["rapport_"+s+"_consent"])&&(sessionStorage.rapport_calls=JSON.stringify([' +
  "{url:l.href,path:l.pathname,title:d.title,referrer:d.referrer,search:l.search}," +
  "r.splice(0).map(function(c){return[c.t].concat(c)})]))}catch(e){}})}(self,document,navigator)";
