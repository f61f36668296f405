/**
 * Merges sources that each have their own newest first, page by page, into pages of at most so many, newest first.
 * Reads of a source no more than it takes to know what comes next.
 */
export async function* newestFirst<T>(
  sources: readonly AsyncIterator<T[], void, void>[],
  timeOf: (one: T) => number,
  size: number,
): AsyncGenerator<T[], void, void> {
  const heads = sources.map((source) => ({ source, buffer: [] as T[], ended: false }));
  const fill = async (head: (typeof heads)[number]) => {
    // A page may be empty, and another still follow it.
    while (head.buffer.length === 0 && !head.ended) {
      const { value, done } = await head.source.next();
      if (done) head.ended = true;
      else head.buffer = [...value];
    }
  };
  for (;;) {
    const page: T[] = [];
    while (page.length < size) {
      await Promise.all(heads.map(fill));
      const [newest] = heads
        .filter(({ buffer }) => buffer.length > 0)
        .sort((a, b) => timeOf(b.buffer[0]!) - timeOf(a.buffer[0]!));
      if (!newest) break;
      page.push(newest.buffer.shift()!);
    }
    if (page.length === 0) return;
    yield page;
  }
}
