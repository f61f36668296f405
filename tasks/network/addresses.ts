import { covers, type Range, type RangeSet, rangeSet, subtract } from "./ranges.ts";

/** IPv4 addresses are numbers from 0 to 2³²−1 here; a CIDR block is a range of them. */
export const ALL_ADDRESSES: RangeSet = [[0, 2 ** 32 - 1]];

const OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const CIDR = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(3[0-2]|[12]?\\d))?$`);

/**
 * The addresses of an IPv4 CIDR block (`10.0.2.0/24`), or of a single address. Bits beyond the prefix are
 * dropped, as EC2 drops them when it stores a block.
 * @throws RangeError if it is neither.
 */
export function cidrRange(cidr: string): Range {
  const match = CIDR.exec(cidr);
  if (!match) throw new RangeError(`${cidr} is not an IPv4 CIDR block such as 10.0.2.0/24`);
  const address = match.slice(1, 5).reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const count = 2 ** (32 - Number(match[5] ?? 32));
  const from = address - (address % count);
  return [from, from + count - 1];
}

export function addresses(...cidrs: readonly string[]): RangeSet {
  return rangeSet(cidrs.map(cidrRange));
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** The fewest CIDR blocks that make up the set, in order. */
export function toCidrs(set: RangeSet): string[] {
  const blocks: string[] = [];
  for (let [from, to] of set) {
    while (from <= to) {
      let bits = 0;
      while (bits < 32 && from % 2 ** (bits + 1) === 0 && from + 2 ** (bits + 1) - 1 <= to) bits++;
      blocks.push(`${formatAddress(from)}/${32 - bits}`);
      from += 2 ** bits;
    }
  }
  return blocks;
}

/** The blocks in a sentence; the first few where there are many, and the Internet by its name. */
export function addressWords(set: RangeSet, most = 4): string {
  if (covers(INTERNET, set) && covers(set, INTERNET)) return "the Internet";
  const blocks = toCidrs(set);
  if (blocks.length === 0) return "no address";
  if (blocks.length <= most) return blocks.join(", ");
  return `${blocks.slice(0, most).join(", ")} and ${blocks.length - most} more blocks`;
}

/**
 * The addresses that an Internet gateway can carry: all but the special-purpose ones of the IANA IPv4
 * registry (private use, shared, loopback, link-local, multicast, reserved).
 */
export const INTERNET: RangeSet = subtract(
  ALL_ADDRESSES,
  addresses(
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/3",
  ),
);
