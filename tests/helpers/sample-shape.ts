import type { Member, Shape, StructureShape } from "../../infra/local/wire/shapes.ts";

/** Whole seconds: HTTP dates and IAM's time stamps have no more. */
const SAMPLE_TIME = new Date("2026-11-22T05:57:37.000Z");

/** Which members a sample leaves out. */
type Skip = (member: Member) => boolean;

/**
 * A value for every member of a structure, different by name and place, so that a mix-up shows. A structure inside
 * itself ends there.
 */
export function sampleStructure(
  shape: StructureShape,
  skip: Skip = () => false,
  ancestors: readonly StructureShape[] = [],
): Record<string, unknown> {
  const wanted = shape.members.filter((member) => !skip(member));
  const inside = [...ancestors, shape];
  const entries = wanted.map((member) => [member.name, sampleValue(member.shape, member.name, skip, inside)]);
  const present = entries.filter(([, value]) => value !== undefined);
  return Object.fromEntries(shape.union ? present.slice(0, 1) : present);
}

function sampleValue(shape: Shape, name: string, skip: Skip, inside: readonly StructureShape[]): unknown {
  switch (shape.kind) {
    case "structure":
      return inside.includes(shape) ? undefined : sampleStructure(shape, skip, inside);
    case "list": {
      const items = [`${name}-1`, `${name}-2`].map((item) =>
        sampleValue(shape.item.shape, item, skip, inside),
      );
      return items[0] === undefined ? undefined : items;
    }
    case "map": {
      const item = sampleValue(shape.value.shape, `${name} <&>`, skip, inside);
      return item === undefined ? undefined : { [`${name}-key`.toLowerCase()]: item };
    }
    case "number":
      // Some are HTTP statuses.
      return 200 + name.length + inside.length;
    case "boolean":
      return true;
    case "timestamp":
      return SAMPLE_TIME;
    case "blob":
      return new TextEncoder().encode(`bytes of ${name}`);
    case "document":
      return { name };
    default:
      return `a ${name}`;
  }
}
