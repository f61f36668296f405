import { validationError } from "../errors.ts";

const malformed = () =>
  validationError("Template error: every Fn::Cidr object requires an ipBlock, a count and cidrBits");

/**
 * `Fn::Cidr`: `count` consecutive blocks of `2 ** hostBits` IPv4 addresses, cut from the front of `block`.
 * IPv6 blocks are refused: the local account's networks are IPv4.
 */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (!match || !(count >= 1 && count <= 256) || !(hostBits >= 1 && hostBits <= 32)) throw malformed();
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (octets.some((octet) => octet > 255) || prefix > 32) throw malformed();
  const size = 2 ** hostBits;
  if (count * size > 2 ** (32 - prefix)) {
    throw validationError(
      `Template error: Fn::Cidr cannot make ${count} blocks of ${hostBits} bits from ${block}`,
    );
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const base = address - (address % 2 ** (32 - prefix));
  return Array.from({ length: count }, (_, index) => {
    const start = base + index * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/${32 - hostBits}`;
  });
}
