import { randomInt } from "node:crypto";
import { newPublicAddress } from "../../infra/local/services/ec2/compute/addresses.ts";

/** What is one account's alone: its id, and the participant's suffix of bucket names. */
export interface AccountNames {
  accountId: string;
  suffix: string;
}

/** Makes a copy of what it was made of, in other words. */
export type Stencil<T> = (words: Words) => T;

/** What each word of the original is in one copy. */
export class Words {
  readonly #words: Map<string, string>;

  constructor(words: Record<string, string>) {
    this.#words = new Map(Object.entries(words));
  }

  set(word: string, instead: string): void {
    this.#words.set(word, instead);
  }

  /** Public addresses and the numbers in load balancers' names are found as they come up: no two accounts share them. */
  of(word: string): string {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    if (/^\d+$/.test(word)) this.set(word, String(randomInt(1e8, 2 ** 31)));
    else {
      const [dotted, address] = [word.replaceAll("-", "."), newPublicAddress()];
      this.set(dotted, address);
      this.set(dotted.replaceAll(".", "-"), address.replaceAll(".", "-"));
    }
    return this.#words.get(word)!;
  }
}

/**
 * The words of an account that no other can have, wherever they stand in a text: in an ARN, a name, or JSON.
 *
 * @param buckets names of the account's own buckets, which are unique in the whole cloud
 */
export function wordsOf({ accountId, suffix }: AccountNames, buckets: readonly string[]): RegExp {
  const named = buckets.filter((name) => name.endsWith(`-${suffix}`));
  const before = ["bucket", ...named.map((name) => name.slice(0, -suffix.length - 1))];
  return new RegExp(
    [
      accountId,
      `(?<=(?:${before.join("|").replaceAll(".", "\\.")})-)${suffix}(?![a-z0-9-])`,
      // Where an input, an output or a ledger remembers it: JSON, which may stand in a text of JSON.
      String.raw`(?<=suffix\\*"\s*:\s*\\*")${suffix}(?=\\*")`,
      String.raw`(?<![\d.-])198[.-]1[89][.-]\d{1,3}[.-]\d{1,3}(?![\d-])`,
      String.raw`(?<=-)\d{9,10}(?=\.[a-z0-9-]+\.elb\.amazonaws\.com)`,
    ].join("|"),
    "g",
  );
}

/** A stencil of a text. One without any of the words is the text itself, shared by all copies. */
export function textStencil(text: string, words: RegExp): Stencil<string> {
  const found: [literal: string, word: string][] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(words)) {
    found.push([text.slice(end, index), word]);
    end = index + word.length;
  }
  if (found.length === 0) return () => text;
  const rest = text.slice(end);
  return (copy) => found.map(([literal, word]) => literal + copy.of(word)).join("") + rest;
}

/** A stencil of what a store may hold; `special` makes one of what needs more than other words. */
export function stencilOf(
  value: unknown,
  words: RegExp,
  special: (value: object | string) => Stencil<unknown> | undefined,
): Stencil<unknown> {
  if ((typeof value !== "object" && typeof value !== "string") || value === null) return () => value;
  const known = special(value);
  if (known) return known;
  if (typeof value === "string") return textStencil(value, words);
  if (value instanceof Date) return () => new Date(value);
  if (value instanceof Uint8Array) return () => value.slice();
  const inner = (one: unknown) => stencilOf(one, words, special);
  if (Array.isArray(value)) {
    const items = value.map(inner);
    return (copy) => items.map((item) => item(copy));
  }
  const entries = Object.entries(value).map(([key, one]) => [textStencil(key, words), inner(one)] as const);
  return (copy) => {
    const made: Record<string, unknown> = {};
    for (const [key, one] of entries) made[key(copy)] = one(copy);
    return made;
  };
}
