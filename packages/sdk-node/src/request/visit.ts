/** A request of a visitor, whatever framework received it. */
export type Visit = {
  /** Value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  /** Address with origin, as the visitor asked for it. */
  url: string;
  /** Address of the visitor, as far as the framework knows it. */
  ip?: string | undefined;
};

/** A visit from headers as node:http keeps them. */
export function readNodeVisit(
  headers: Record<string, string | string[] | undefined>,
  url: string,
  ip: string | undefined,
): Visit {
  const header = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  return { header, url, ip };
}

/** A visit from a request of the Fetch standard, which does not know where it came from. */
export function readWebVisit(request: { headers: Headers; url: string }, ip: string | undefined): Visit {
  return { header: (name) => request.headers.get(name) ?? undefined, url: request.url, ip };
}

/** Value of the first cookie that `isMeant` (RFC 6265 §4.2), decoded; undefined if there is none or it cannot be decoded. */
export function readCookie(visit: Visit, isMeant: (name: string) => boolean): string | undefined {
  for (const pair of visit.header("cookie")?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at < 0 || !isMeant(pair.slice(0, at).trim())) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}
