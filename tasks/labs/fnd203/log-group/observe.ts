import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../../runtime/clients.ts";
import type { LabSituation, Place } from "../../lab.ts";
import { chooseGroup, groupNames, readGroups, sharedGroups } from "../session-logs.ts";

export interface LogGroupFacts {
  place: Place;
  /** The names that the guide gives the group: its own, and that of the preferences. */
  names: string[];
  group?: LogGroup;
}

const factsOf = (lab: LabSituation, groups: LogGroup[]): LogGroupFacts => ({
  place: lab.place,
  names: groupNames(lab),
  group: chooseGroup(groups, lab),
});

export const observe = async (clients: Clients, lab: LabSituation): Promise<LogGroupFacts> =>
  factsOf(lab, await sharedGroups(clients, lab));

/** The same, read anew. */
export const read = async (clients: Clients, lab: LabSituation): Promise<LogGroupFacts> =>
  factsOf(lab, await readGroups(clients));
