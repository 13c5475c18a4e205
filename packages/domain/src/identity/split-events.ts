import type { Identity } from "@rapport/store/queries/identities";

/** What an event says about whose it is. */
export type SignedEvent = { anonymousId: string | null; userId: string | null };

/** Which of two people, merged once, an id or event belongs to. */
export type Side = "from" | "into";

/**
 * Tells two people apart in what came after their merge. Pure; events come in the order of storing.
 *
 * A user id decides, because the host application said who it was; else the device does. Ids that the merge moved are
 * those of `from`, all others those of `into`, and an id that is new since belongs to whom it was seen with first.
 * Where `from` has a user id, a device follows who signs in on it, as it would have done without the merge. Where
 * `from` is a device, it stays `from`'s although the user of the other side was seen on it: that is what the merge was.
 */
export function createSplitter(moved: readonly Identity[]): {
  sideOf: (event: SignedEvent) => Side;
  /** The ids that belong to `from` now. */
  identitiesOfFrom: () => Identity[];
} {
  const owners = new Map<string, { identity: Identity; side: Side }>();
  const own = (identity: Identity, side: Side) => owners.set(keyOf(identity), { identity, side });
  for (const identity of moved) own(identity, "from");
  const devicesFollow = moved.some(({ kind }) => kind === "user");

  function sideOf({ userId, anonymousId }: SignedEvent): Side {
    const user: Identity | undefined = userId === null ? undefined : { kind: "user", value: userId };
    const device: Identity | undefined = anonymousId === null ? undefined : { kind: "anonymous", value: anonymousId };
    const userSide = user && owners.get(keyOf(user))?.side;
    const deviceSide = device && owners.get(keyOf(device))?.side;
    const side = user ? (userSide ?? "into") : (deviceSide ?? "into");
    if (device && user && (devicesFollow || deviceSide === undefined)) own(device, side);
    return side;
  }

  return {
    sideOf,
    identitiesOfFrom: () => [...owners.values()].flatMap(({ identity, side }) => (side === "from" ? [identity] : [])),
  };
}

function keyOf({ kind, value }: Identity): string {
  return `${kind}\0${value}`;
}
