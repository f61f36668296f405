import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { LabResources } from "../../workflows/contract.ts";
import type { Server } from "./shell.ts";

/** The lab's servers that are there, the guide's own first. Before the lab is built there are none. */
export const serversOf = (guide: LabGuide, resources: LabResources): Server[] =>
  guide.servers.flatMap(({ resource, name }) => {
    const id = resources[resource];
    return id === undefined ? [] : [{ id, name }];
  });
