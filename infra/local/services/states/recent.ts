/** Values made from texts, those made last kept: making one takes long, keeping all of them ever more memory. */
export class Recent<T> {
  readonly #room: number;
  readonly #make: (text: string) => T;
  readonly #values = new Map<string, T>();
  #length = 0;

  /** @param room how many characters the texts of those that are kept have together */
  constructor(room: number, make: (text: string) => T) {
    this.#room = room;
    this.#make = make;
  }

  /** The text's value, made unless it is still kept. @throws what making it throws */
  get(text: string): T {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    const value = this.#make(text);
    this.#values.set(text, value);
    this.#length += text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#length <= this.#room) break;
      this.#values.delete(oldest);
      this.#length -= oldest.length;
    }
    return value;
  }
}
