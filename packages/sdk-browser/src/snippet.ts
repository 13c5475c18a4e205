/**
 * Optional inline script, to stand before the script tag: until the client has loaded, it keeps every call, with its time, and
 * answers nothing. Runs in browsers from 2016 on. A page's own queue of that name is taken along; `then` stays away, so
 * that an `await` of the client goes on at once.
 */
export const SNIPPET =
  'window.marketingSDK=window.rapport=new Proxy(window.rapport||[],{get:(r,n)=>n in r|n=="then"?r[n]:' +
  "(...c)=>{c.unshift(n);c.t=Date.now();r.push(c)}})";
