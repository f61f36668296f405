import type { LabResources } from "../../../workflows/contract.ts";
import type { Topology } from "../../network/topology.ts";
import { TaskError } from "../../runtime/errors.ts";

/** What the network steps observe: the lab's three VPCs, and which of their parts is which. */
export interface NetworkFacts {
  resources: LabResources;
  topology: Topology;
}

/**
 * The id of a part of the lab, by its key in LabResources.
 * @throws TaskError LabNotFound if the lab has it no longer.
 */
export function partOf(resources: LabResources, key: string): string {
  const id = resources[key];
  if (id === undefined)
    throw new TaskError(
      "labNotFound",
      `The lab has no ${key}. It is not built completely, or a part of it was deleted: clean up and build it again.`,
    );
  return id;
}
