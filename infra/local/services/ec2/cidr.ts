import { isIPv4, isIPv6 } from "node:net";

/** A block of IPv4 addresses as numbers: `size` addresses from `first`. */
export interface Block {
  first: number;
  size: number;
  prefix: number;
}

/** Reads `10.0.0.0/16`. Bits beyond the prefix are kept out of `first`; undefined where it is not a block. */
export function parseCidr(text: string): Block | undefined {
  const [address, prefixText, ...rest] = text.split("/");
  if (!address || !prefixText || rest.length > 0 || !isIPv4(address) || !/^\d{1,2}$/.test(prefixText)) return;
  const prefix = Number(prefixText);
  if (prefix > 32) return;
  const size = 2 ** (32 - prefix);
  return { first: Math.floor(toNumber(address) / size) * size, size, prefix };
}

/** The canonical text: `10.0.0.7/16` is `10.0.0.0/16`, as EC2 rewrites it. */
export function formatCidr(block: Block): string {
  return `${toAddress(block.first)}/${block.prefix}`;
}

export function isIpv6Cidr(text: string): boolean {
  const [address, prefix, ...rest] = text.split("/");
  return (
    rest.length === 0 && isIPv6(address ?? "") && /^\d{1,3}$/.test(prefix ?? "") && Number(prefix) <= 128
  );
}

export function toNumber(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}

export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

export function contains(outer: Block, inner: Block): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

export function overlaps(a: Block, b: Block): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}
