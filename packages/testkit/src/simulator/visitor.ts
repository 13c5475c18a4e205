import { formatUuid } from "@rapport/contracts/ids";
import type { Random } from "@rapport/engine/random";
import { deriveRandom, drawBytes, drawDirichlet, drawWeighted, STREAMS } from "./draws.ts";
import type { SimulatorOptions } from "./options.ts";
import type { DeviceKind } from "./surroundings.ts";
import { COMPUTERS, FIRST_NAMES, LAST_NAMES, PHONES, PLACES } from "./surroundings.ts";

/** Small even share under every taste, so that no category is impossible for anybody. */
const TASTE_FLOOR = 0.02;

export type Device = { anonymousId: string; kind: DeviceKind };

/** One person, with what the shop cannot see: taste, and whether they will ever sign in. */
export type Visitor = {
  index: number;
  /** Affinity per category; sums to 1. */
  taste: Float64Array;
  devices: readonly [Device, ...Device[]];
  joins: boolean;
  cold: boolean;
  userId: string;
  name: string;
  email: string;
  locale: string;
  timezone: string;
};

/** The visitor of an index: always the same for one seed, whoever asks and in whatever order. */
export function createVisitor(options: SimulatorOptions, categoryCount: number, index: number): Visitor {
  const random = deriveRandom(options.seed, STREAMS.visitor, index);
  const cold = random.next() < options.coldVisitorShare;
  const joins = random.next() < options.joinShare && !cold;
  const taste = drawDirichlet(random, categoryCount, options.tasteConcentration);
  const phoneFirst = random.next() < 0.6;
  const first = createDevice(random, phoneFirst ? PHONES : COMPUTERS);
  const second = createDevice(random, phoneFirst ? COMPUTERS : PHONES);
  const hasSecond = random.next() < options.secondDeviceShare;
  const place =
    PLACES[
      drawWeighted(
        random,
        PLACES.map(({ weight }) => weight),
      )
    ];
  const [given, family] = [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  return {
    index,
    taste: taste.map((share) => (1 - TASTE_FLOOR) * share + TASTE_FLOOR / categoryCount),
    devices: hasSecond ? [first, second] : [first],
    joins,
    cold,
    userId: `customer-${index + 1}`,
    name: `${given} ${family}`,
    email: `${given}.${family}.${index + 1}@example.com`.toLowerCase(),
    locale: place?.locale ?? "en-US",
    timezone: place?.timezone ?? "UTC",
  };
}

function createDevice(random: Random, kinds: readonly DeviceKind[]): Device {
  const bytes = drawBytes(random, 16);
  // Version 4, variant 10 (RFC 9562 §5.4): browsers make anonymous ids with crypto.randomUUID().
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const chosen =
    kinds[
      drawWeighted(
        random,
        kinds.map(({ weight }) => weight),
      )
    ];
  if (!chosen) throw new RangeError("There is no kind of device to choose from");
  return { anonymousId: formatUuid(bytes), kind: chosen };
}
