import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { StoredObject } from "./store.ts";

/** Both ends included, from zero. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The bytes that a read asks for, where it asks for a part: by `Range`, one range in RFC 7233's forms, or by
 * `PartNumber`. A range that cannot be read as one is ignored, as HTTP has it.
 * @throws AwsError `InvalidRange`, 416; `InvalidPartNumber`, 416.
 */
export function resolveRange(
  input: Pick<GetObjectCommandInput, "Range" | "PartNumber">,
  object: StoredObject,
): ByteRange | undefined {
  if (input.PartNumber !== undefined) return partRange(input.PartNumber, object);
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(input.Range?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  const range =
    first === ""
      ? { start: Math.max(0, object.size - Number(last)), end: object.size - 1 }
      : {
          start: Number(first),
          end: last === "" ? object.size - 1 : Math.min(Number(last), object.size - 1),
        };
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  if (range.start >= object.size || (first === "" && Number(last) === 0))
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416, {
      RangeRequested: input.Range,
      ActualObjectSize: String(object.size),
    });
  return range;
}

function partRange(number: number, object: StoredObject): ByteRange | undefined {
  const parts = object.parts ?? [object.size];
  const size = parts[number - 1];
  if (size === undefined)
    throw new AwsError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416, {
      ActualPartCount: String(parts.length),
      PartNumberRequested: String(number),
    });
  if (size === 0) return undefined;
  const start = parts.slice(0, number - 1).reduce((sum, one) => sum + one, 0);
  return { start, end: start + size - 1 };
}
