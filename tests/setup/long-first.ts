import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The folders of tests that go through whole labs or stacks. */
const LONG = /\/tests\/(lifecycle|clients|tui\/program)\//;

/**
 * Begins each project with the files that take long, so that none of them is left over at the end while other workers
 * have nothing to do. Vitest itself goes by what files took the last time, and on a clean checkout by their size, which
 * says nothing: the walks, half a minute, are among the smallest.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return Object.values(Object.groupBy(sorted, ({ project }) => project.name)).flatMap((own = []) => [
      ...own.filter(({ moduleId }) => LONG.test(moduleId)),
      ...own.filter(({ moduleId }) => !LONG.test(moduleId)),
    ]);
  }
}
