import type { Ledger, PlanItem } from "../../workflows/contract.ts";
import type { Place } from "../labs/lab.ts";
import type { Clients } from "../runtime/clients.ts";

/** What clean-up may act on: what the ledger, the stack and containment in it prove to be the lab's. */
export interface Scope {
  lab: string;
  /** What the account had before, with the settings of what it has only one of. */
  ledger: Ledger;
  place: Place;
  /** What the participant adds to bucket names. */
  suffix: string;
  /** When the lab was begun. */
  startedAt: Date;
  /** Ids that the account had before the lab: never touched, whatever their name. */
  before: ReadonlySet<string>;
  stack?: { id: string; name: string; status: string };
  /** Physical ids of the stack's resources, by type. They go with the stack, and not by hand. */
  stackResources: ReadonlyMap<string, ReadonlySet<string>>;
  /** The references between security groups that the template makes (see `groupReference`). */
  templateReferences: ReadonlySet<string>;
  /** The VPCs of the stack that still exist. What lies in them is the lab's or its participant's. */
  vpcs: readonly string[];
  keyPair: string;
  /** The role that the CloudFormation service deletes the stack with. */
  labStackRole: string;
}

/** Whether a resource belongs to the lab's stack. */
export const inStack = (scope: Scope, type: string, id: string | undefined): boolean =>
  id !== undefined && (scope.stackResources.get(type)?.has(id) ?? false);

/**
 * One kind of thing that participants or the lab leave, with its way of going: `find` lists what there is to do,
 * `sweep` does one item of it. Both are idempotent; a thing that is gone already is done.
 */
export interface Sweeper {
  kind: string;
  find(clients: Clients, scope: Scope): Promise<Finding[]>;
  /**
   * @param since when this clean-up began
   * @throws TaskError `NotYet` while AWS is still at it; what AWS throws where it refuses
   */
  sweep(clients: Clients, item: PlanItem, scope: Scope, since: Date): Promise<void>;
}

/** A plan item as a sweeper finds it; the plan adds stage and kind. */
export type Finding = Omit<PlanItem, "stage" | "kind">;

/** One stage of a clean-up: its sweepers act one after the other. */
export interface Stage {
  name: string;
  /** Why the stage comes at another place than in the guide's own order. */
  departs?: string;
  sweepers: readonly Sweeper[];
}
