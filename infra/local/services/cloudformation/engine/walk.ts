/**
 * Does the work of every id, as many side by side as their needs allow. Work that answers false keeps what needs
 * it from being begun. Needs outside the ids are ignored; circles must have been ruled out before.
 * @returns the ids whose work answered true
 */
export async function walk(
  ids: readonly string[],
  needs: (id: string) => readonly string[],
  work: (id: string) => Promise<boolean>,
): Promise<Set<string>> {
  const known = new Set(ids);
  const runs = new Map<string, Promise<boolean>>();
  const run = (id: string): Promise<boolean> => {
    const begun = runs.get(id);
    if (begun) return begun;
    const wanted = needs(id).filter((need) => known.has(need));
    const running = Promise.all(wanted.map(run)).then((done) => done.every(Boolean) && work(id));
    runs.set(id, running);
    return running;
  };
  const done = await Promise.all(ids.map(run));
  return new Set(ids.filter((_, index) => done[index]));
}
