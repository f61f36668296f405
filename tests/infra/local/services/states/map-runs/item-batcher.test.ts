import fc from "fast-check";
import { expect, test } from "vitest";
import { grouped } from "../../../../../../infra/local/services/states/map-runs/item-batcher.ts";

const sizeOf = (group: string[]) => Buffer.byteLength(group.join(","));

test("batches hold all items in order, within the limits, and as few as that lets them be", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string()),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 40 }),
      (items, most, bytes) => {
        const groups = grouped(items, { items: most, bytes });
        expect(groups.flat()).toEqual(items);
        for (const [i, group] of groups.entries()) {
          expect(group.length).toBeLessThanOrEqual(most);
          if (group.length > 1) expect(sizeOf(group)).toBeLessThanOrEqual(bytes);
          const next = groups[i + 1]?.[0];
          if (next !== undefined && group.length < most)
            expect(sizeOf([...group, next])).toBeGreaterThan(bytes);
        }
      },
    ),
  );
});
