/** Providers of mailboxes, by the domains of their addresses: people there share no company. */
export const MAILBOX_PROVIDERS: readonly string[] = [
  ..."gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com".split(
    " ",
  ),
  ..."aol.com proton.me protonmail.com pm.me mail.com gmx.com gmx.de gmx.net gmx.at web.de t-online.de freenet.de".split(
    " ",
  ),
  ..."hotmail.fr outlook.fr live.fr yahoo.fr orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.es yahoo.es".split(
    " ",
  ),
  ..."hotmail.co.uk yahoo.co.uk btinternet.com libero.it hotmail.it yahoo.it virgilio.it yahoo.co.in rediffmail.com".split(
    " ",
  ),
  ..."mail.ru yandex.ru yandex.com bk.ru qq.com 163.com 126.com naver.com hanmail.net uol.com.br bol.com.br".split(" "),
  ..."zoho.com fastmail.com hey.com tutanota.com tuta.io hushmail.com comcast.net verizon.net att.net sbcglobal.net".split(
    " ",
  ),
];
const PROVIDERS = new Set(MAILBOX_PROVIDERS);
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** The domain of a company that an address belongs to; undefined for none, and for a provider of mailboxes. */
export function companyDomain(email: unknown): string | undefined {
  if (typeof email !== "string") return undefined;
  const domain = email
    .slice(email.lastIndexOf("@") + 1)
    .trim()
    .toLowerCase();
  return DOMAIN.test(domain) && !PROVIDERS.has(domain) ? domain : undefined;
}

/** The domain that a page stands on, without `www.`; undefined for what is no address of a page. */
export function pageDomain(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return undefined;
  const domain = parsed.hostname.replace(/^www\./, "");
  return DOMAIN.test(domain) ? domain : undefined;
}
