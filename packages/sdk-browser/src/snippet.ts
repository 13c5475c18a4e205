/**
 * Optional inline script, to stand before the script tag: until the client has loaded, it keeps calls of the methods
 * that answer nothing, with the time of each call.
 */
export const SNIPPET =
  '!function(w,m,r){r=w.marketingSDK=w.rapport=w.rapport||[];r.track||m.split(" ").forEach(function(n){r[n]=function(){' +
  "var c=[n].concat([].slice.call(arguments));c.t=Date.now();r.push(c)}})}" +
  '(window,"init track identify page screen group alias reset consent use sendRecommendationFeedback")';
