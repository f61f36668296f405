import { defineStore } from "../../../cloud.ts";

/** An instance whose agent has registered. What it is and whether it can be reached is derived on each read. */
export interface NodeRecord {
  instanceId: string;
  registered: Date;
  /** When its agent was last found to be cut off; absent while it reports. */
  lostSince?: Date;
}

interface NodesState {
  nodes: Record<string, NodeRecord>;
}

export const nodesStore = defineStore<NodesState>({
  name: "ssm-nodes",
  scope: "region",
  create: () => ({ nodes: {} }),
});
