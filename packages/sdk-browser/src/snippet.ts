/**
 * Optional inline script, to stand before the script tag: until the client has loaded, it keeps every call, with its time, and
 * answers nothing; of a client that never comes a thousand. Runs in browsers from 2016 on. A page's own queue of that name is taken along; `then` stays away, so
 * that an `await` of the client goes on at once.
 */
export const SNIPPET =
  'marketingSDK=self.rapport=new Proxy(self.rapport||[],{get:(n,a)=>a in n|a=="then"?n[a]:' +
  "(...e)=>{e.t=Date.now(e.unshift(a),999 in n||n.push(e))}})";
