import type { RecordingGroup, RecordingMode, ResourceType } from "@aws-sdk/client-config-service";
import { AwsError } from "../../errors.ts";
import { invalid } from "./errors.ts";
import { GLOBAL_TYPES } from "./resource-types.ts";
import type { Frequency, Recorder } from "./store.ts";

const invalidGroup = (why: string) =>
  new AwsError("InvalidRecordingGroupException", `The recording group provided is not valid. ${why}`);

/**
 * A recording group as DescribeConfigurationRecorders answers it, with what it leaves out filled in; absent it is
 * all types but the global ones. Source: API reference, RecordingGroup and RecordingStrategy.
 * @throws AwsError `InvalidRecordingGroupException` where its parts contradict each other
 */
export function completeGroup(group: RecordingGroup | undefined): RecordingGroup {
  const { resourceTypes = [], exclusionByResourceTypes, recordingStrategy } = group ?? {};
  const excluded = exclusionByResourceTypes?.resourceTypes ?? [];
  const all = group?.allSupported ?? false;
  const useOnly =
    recordingStrategy?.useOnly ??
    (group === undefined || all
      ? "ALL_SUPPORTED_RESOURCE_TYPES"
      : excluded.length > 0
        ? "EXCLUSION_BY_RESOURCE_TYPES"
        : "INCLUSION_BY_RESOURCE_TYPES");
  if (useOnly !== "EXCLUSION_BY_RESOURCE_TYPES" && excluded.length > 0)
    throw invalidGroup("Resource types are excluded only by the strategy EXCLUSION_BY_RESOURCE_TYPES.");
  if (useOnly !== "INCLUSION_BY_RESOURCE_TYPES" && resourceTypes.length > 0)
    throw invalidGroup("Resource types cannot be listed where all are recorded, or all but some.");
  if (useOnly === "ALL_SUPPORTED_RESOURCE_TYPES" && group?.allSupported === false)
    throw invalidGroup("The strategy records all supported types, and allSupported is false.");
  if (useOnly !== "ALL_SUPPORTED_RESOURCE_TYPES" && all)
    throw invalidGroup("allSupported goes with the strategy ALL_SUPPORTED_RESOURCE_TYPES alone.");
  if (useOnly === "INCLUSION_BY_RESOURCE_TYPES") {
    if (group?.includeGlobalResourceTypes)
      throw invalidGroup("Global resource types are included only where all types are recorded.");
    if (resourceTypes.length === 0) throw invalidGroup("It records nothing.");
  }
  if (useOnly === "EXCLUSION_BY_RESOURCE_TYPES" && excluded.length === 0)
    throw invalidGroup("The strategy excludes types, and none is listed.");
  return {
    allSupported: useOnly === "ALL_SUPPORTED_RESOURCE_TYPES",
    includeGlobalResourceTypes: group?.includeGlobalResourceTypes ?? false,
    resourceTypes,
    exclusionByResourceTypes: { resourceTypes: excluded },
    recordingStrategy: { useOnly },
  };
}

/** Types that are recorded continuously whatever the mode says (API reference, RecordingMode). */
const NEVER_DAILY = [
  "AWS::Config::ResourceCompliance",
  "AWS::Config::ConformancePackCompliance",
  "AWS::Config::ConfigurationRecorder",
];

/**
 * A recording mode with what it leaves out.
 * @throws AwsError `ValidationException` for an override that cannot be
 */
export function completeMode(mode: RecordingMode | undefined): RecordingMode {
  const { recordingFrequency = "CONTINUOUS", recordingModeOverrides = [] } = mode ?? {};
  if (recordingModeOverrides.length > 1) throw invalid("A recording mode has at most one override.");
  for (const { resourceTypes = [], recordingFrequency: frequency } of recordingModeOverrides) {
    const refused = resourceTypes.filter((type) => frequency === "DAILY" && NEVER_DAILY.includes(type));
    if (refused.length > 0) throw invalid(`Daily recording cannot be specified for ${refused.join(", ")}.`);
  }
  return { recordingFrequency, recordingModeOverrides };
}

/** Whether a recorder's group takes in a type. The global switch matters only where all types are recorded. */
function records({ group }: Recorder, type: string): boolean {
  const asType = type as ResourceType;
  switch (group.recordingStrategy?.useOnly) {
    case "INCLUSION_BY_RESOURCE_TYPES":
      return group.resourceTypes?.includes(asType) ?? false;
    case "EXCLUSION_BY_RESOURCE_TYPES":
      return !group.exclusionByResourceTypes?.resourceTypes?.includes(asType);
    default:
      return !GLOBAL_TYPES.includes(type) || group.includeGlobalResourceTypes === true;
  }
}

/** How often a recorder makes items of a type; undefined where it does not. */
export function frequencyOf(recorder: Recorder, type: string): Frequency | undefined {
  if (!records(recorder, type)) return undefined;
  const { recordingFrequency, recordingModeOverrides = [] } = recorder.mode;
  const override = recordingModeOverrides.find(({ resourceTypes }) =>
    resourceTypes?.includes(type as ResourceType),
  );
  return override?.recordingFrequency ?? recordingFrequency ?? "CONTINUOUS";
}
