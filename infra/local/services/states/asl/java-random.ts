const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/**
 * Java's generator of random numbers from a seed, which is AWS's: `$random(42)` is 0.7275636800328681 there (observed
 * by floci-io/floci). Source: the documentation of java.util.Random.
 */
export class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(seed) ^ MULTIPLIER) & MASK;
  }

  /** In [0, 1). */
  nextDouble(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) / 2 ** 53;
  }

  #next(bits: number): number {
    this.#state = (this.#state * MULTIPLIER + 0xbn) & MASK;
    return Number(this.#state >> BigInt(48 - bits));
  }
}
