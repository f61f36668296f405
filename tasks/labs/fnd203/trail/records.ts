import type { AdvancedEventSelector, EventSelector } from "@aws-sdk/client-cloudtrail";
import type { TrailFact } from "./facts.ts";

/**
 * Which management events a trail's selectors record, and which services they leave out. An event is recorded where
 * any selector takes it. (CloudTrail API reference, EventSelector and AdvancedEventSelector.)
 */
export function recordsOf(
  basic: readonly EventSelector[],
  advanced: readonly AdvancedEventSelector[],
): Pick<TrailFact, "records" | "excluded"> {
  const selections = [...basic.flatMap(basicSelection), ...advanced.flatMap(advancedSelection)];
  const reads = selections.filter((each) => each.reads);
  const writes = selections.filter((each) => each.writes);
  const records =
    reads.length > 0 && writes.length > 0
      ? "all"
      : reads.length > 0
        ? "reads"
        : writes.length > 0
          ? "writes"
          : "none";
  // A service is left out where no selector of one of the two kinds takes it.
  const left = [reads, writes].flatMap((kind) =>
    (kind[0]?.excluded ?? []).filter((source) => kind.every((each) => each.excluded.includes(source))),
  );
  return { records, excluded: [...new Set(left)] };
}

interface Selection {
  reads: boolean;
  writes: boolean;
  excluded: string[];
}

function basicSelection(selector: EventSelector): Selection[] {
  if (selector.IncludeManagementEvents === false) return [];
  const type = selector.ReadWriteType ?? "All";
  return [
    {
      reads: type !== "WriteOnly",
      writes: type !== "ReadOnly",
      excluded: selector.ExcludeManagementEventSources ?? [],
    },
  ];
}

function advancedSelection({ FieldSelectors = [] }: AdvancedEventSelector): Selection[] {
  const field = (name: string) => FieldSelectors.find(({ Field }) => Field === name);
  if (!field("eventCategory")?.Equals?.includes("Management")) return [];
  // One that takes a single service only records next to nothing.
  if (field("eventSource")?.Equals) return [];
  const readOnly = field("readOnly")?.Equals;
  return [
    {
      reads: readOnly?.includes("true") ?? true,
      writes: readOnly?.includes("false") ?? true,
      excluded: field("eventSource")?.NotEquals ?? [],
    },
  ];
}
