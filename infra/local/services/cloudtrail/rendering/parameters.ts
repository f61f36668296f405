import type { Member, Shape, StructureShape } from "../../../wire/shapes.ts";

type Json = Record<string, unknown>;

/**
 * A decoded input or output as most services' records show it: members in lower camel case, by the wire's names.
 * The keys of maps are data and stay as they are.
 * @param value dates are text in it
 */
export function renderParameters(shape: StructureShape, value: Json): Json {
  const rendered: Json = {};
  for (const member of shape.members) {
    const item = value[member.name];
    if (item !== undefined && item !== null) rendered[memberName(member)] = render(member.shape, item);
  }
  return rendered;
}

function render(shape: Shape, value: unknown): unknown {
  // What is hidden is text, or an empty object, in the place of something else.
  if (typeof value === "string" && shape.kind !== "timestamp") return value;
  switch (shape.kind) {
    case "structure":
      return renderParameters(shape, value as Json);
    case "list":
      return (value as unknown[]).map((item) => render(shape.item.shape, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as Json).map(([key, item]) => [key, render(shape.value.shape, item)]),
      );
    case "timestamp":
      return writtenOut(new Date(value as string));
    default:
      return value;
  }
}

const memberName = (member: Member): string => lowerFirst(member.traits.jsonName ?? member.name);

/** Only the first letter, as beans are named: `dNSName`, `trailARN`, `s3BucketName` (observed). */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Jul 10, 2023 12:09:21 PM`, as the records of IAM and others have times (observed). */
function writtenOut(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = date.getUTCHours();
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day} ${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${hours < 12 ? "AM" : "PM"}`;
}
