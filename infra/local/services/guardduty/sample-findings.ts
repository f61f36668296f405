import { randomUUID } from "node:crypto";
import type { Call, Operations } from "../../service.ts";
import { invalidParameter } from "./errors.ts";
import { archivedByFilter } from "./filters.ts";
import { atMostFifty } from "./limits.ts";
import { type DetectorRecord, type FindingRecord, getDetector } from "./store.ts";

/** How long a sample takes to appear, of AWS's time. Observed: a minute; seconds to five minutes are told. */
const APPEARS_AFTER = 60_000;

export const sampleFindingOperations = {
  /**
   * Makes a sample of each type, of all where none is named. A type that has one already has the same updated.
   * Unsure: what a suspended detector answers; here it makes them as well.
   */
  async CreateSampleFindings({ DetectorId, FindingTypes = [] }, call) {
    const detector = getDetector(call, DetectorId);
    const { TYPES } = await import("./catalogue.ts");
    const types = atMostFifty("findingTypes", FindingTypes, 100);
    // A retired type is refused as an unknown one is.
    if (types.some((type) => !TYPES.has(type))) throw invalidParameter("findingTypes");
    for (const type of new Set(types.length > 0 ? types : TYPES.keys()))
      await makeSample(detector, type, call);
    return {};
  },
} satisfies Operations<"guardduty">;

async function makeSample(detector: DetectorRecord, type: string, call: Call): Promise<void> {
  const { clock } = call.cloud;
  const now = clock.now();
  const existing = detector.findings.find((finding) => finding.type === type);
  const record: FindingRecord = existing ?? {
    id: randomUUID().replaceAll("-", ""),
    type,
    createdAt: now,
    updatedAt: now,
    visibleAt: clock.after(APPEARS_AFTER),
    count: 0,
    archived: false,
  };
  record.count++;
  record.updatedAt = now;
  // What is archived comes back when it happens again, unless a filter keeps it out (User Guide, "Archiving findings").
  record.archived = await archivedByFilter(record, detector, call);
  if (!existing) detector.findings.push(record);
}
