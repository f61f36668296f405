import type { AdvancedEventSelector, EventSelector } from "@aws-sdk/client-cloudtrail";
import { AwsError } from "../../../errors.ts";
import type { Operations } from "../../../service.ts";
import type { RecordedEvent } from "../events/store.ts";
import { eventSource } from "../rendering/record.ts";
import { findOwnTrail, findTrail } from "./find.ts";
import type { Trail } from "./store.ts";

/** What a new trail logs: all management events. */
export const DEFAULT_SELECTORS: EventSelector[] = [
  {
    ReadWriteType: "All",
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  },
];

/** The only sources that can be excluded. Source: EventSelector, CloudTrail API reference. */
const EXCLUDABLE = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

const invalid = (message: string) => new AwsError("InvalidEventSelectorsException", message);

export const selectorOperations: Operations<"cloudtrail"> = {
  GetEventSelectors({ TrailName }, call) {
    const { trail } = findTrail(call, TrailName);
    return {
      TrailARN: trail.arn,
      EventSelectors: trail.basicSelectors,
      AdvancedEventSelectors: trail.advancedSelectors,
    };
  },

  PutEventSelectors({ TrailName, EventSelectors, AdvancedEventSelectors }, call) {
    const trail = findOwnTrail(call, TrailName);
    const basic = EventSelectors ?? [];
    const advanced = AdvancedEventSelectors ?? [];
    if (basic.length > 0 === advanced.length > 0)
      throw invalid("Specify either EventSelectors or AdvancedEventSelectors, with at least one selector.");
    if (basic.length > 0) {
      trail.basicSelectors = basic.map(checkedSelector);
      delete trail.advancedSelectors;
    } else {
      trail.advancedSelectors = advanced.map(checkedAdvancedSelector);
      delete trail.basicSelectors;
    }
    const { arn: TrailARN, basicSelectors, advancedSelectors } = trail;
    return { TrailARN, EventSelectors: basicSelectors, AdvancedEventSelectors: advancedSelectors };
  },

  GetInsightSelectors({ TrailName, EventDataStore }, call) {
    if (EventDataStore !== undefined) throw noDataEvents("event data stores");
    const { trail } = findTrail(call, TrailName);
    throw new AwsError("InsightNotEnabledException", `Trail ${trail.name} does not have Insights enabled.`);
  },
};

/** Whether a trail logs an event. */
export function selects({ basicSelectors, advancedSelectors }: Trail, event: RecordedEvent): boolean {
  const source = eventSource(event.service);
  if (advancedSelectors)
    return advancedSelectors.some(({ FieldSelectors = [] }) =>
      FieldSelectors.every(({ Field = "", Equals, NotEquals }) => {
        const value = { eventCategory: "Management", readOnly: String(event.readOnly), eventSource: source }[
          Field
        ];
        return value !== undefined && (Equals?.includes(value) ?? true) && !NotEquals?.includes(value);
      }),
    );
  return (basicSelectors ?? []).some(
    ({ IncludeManagementEvents, ReadWriteType, ExcludeManagementEventSources = [] }) =>
      IncludeManagementEvents !== false &&
      (ReadWriteType === "All" ||
        ReadWriteType === undefined ||
        (ReadWriteType === "ReadOnly") === event.readOnly) &&
      !ExcludeManagementEventSources.includes(source),
  );
}

function checkedSelector(selector: EventSelector): EventSelector {
  const { ReadWriteType = "All", IncludeManagementEvents = true, DataResources = [] } = selector;
  const excluded = selector.ExcludeManagementEventSources ?? [];
  if (!["All", "ReadOnly", "WriteOnly"].includes(ReadWriteType))
    throw invalid(`The value of ReadWriteType is not valid: ${ReadWriteType}`);
  if (DataResources.length > 0) throw noDataEvents("data events");
  const unknown = excluded.find((source) => !EXCLUDABLE.includes(source));
  if (unknown !== undefined)
    throw invalid(`The event source ${unknown} cannot be excluded: only ${EXCLUDABLE.join(" and ")} can.`);
  if (!IncludeManagementEvents && excluded.length > 0)
    throw invalid("Event sources can be excluded only where management events are included.");
  return { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources: excluded };
}

function checkedAdvancedSelector({
  Name,
  FieldSelectors = [],
}: AdvancedEventSelector): AdvancedEventSelector {
  const field = (name: string) => FieldSelectors.filter(({ Field }) => Field === name);
  const [category, ...more] = field("eventCategory");
  if (!category || more.length > 0 || category.Equals?.length !== 1)
    throw invalid("Each advanced event selector must have one field selector for eventCategory, by Equals.");
  if (category.Equals[0] !== "Management") throw noDataEvents(`${category.Equals[0]} events`);
  for (const { Field = "", ...operators } of FieldSelectors) {
    if (!["eventCategory", "readOnly", "eventSource"].includes(Field))
      throw invalid(`The field ${Field} is not valid in a selector of management events.`);
    const used = Object.entries(operators).filter(([, values]) => (values?.length ?? 0) > 0);
    const allowed = Field === "eventSource" ? ["NotEquals", "Equals"] : ["Equals"];
    if (used.length === 0 || used.some(([operator]) => !allowed.includes(operator)))
      throw invalid(`The field ${Field} can be compared by ${allowed.join(" and ")} only.`);
  }
  return { ...(Name === undefined ? {} : { Name }), FieldSelectors };
}

function noDataEvents(what: string): AwsError {
  return new AwsError(
    "NotImplemented",
    `The local account does not know ${what} of trails yet: a trail here logs management events.`,
    501,
  );
}
