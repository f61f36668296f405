import type { Call } from "../../service.ts";

/** One resource of a stack, its template functions resolved, as a provider is asked to handle it. */
export interface ResourceRequest {
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  stack: { id: string; name: string };
  /** The stack's own tags, which CloudFormation adds to whatever can be tagged, and its three `aws:cloudformation:*`. */
  tags: { Key: string; Value: string }[];
  /** Calls made through it are the stack's: its service role's, or whoever created the stack. */
  call: Call;
  /** A name made as CloudFormation makes it: `STACK-LOGICALID-RANDOM`, cut to `maxLength`. */
  generateName(maxLength: number): string;
}

/** What a template can say of a created resource: `Ref` is the physical id, `Fn::GetAtt` the attributes. */
export interface Resource {
  physicalId: string;
  attributes: Record<string, string | string[]>;
}

export interface ExistingResource extends ResourceRequest {
  physicalId: string;
}

/** How CloudFormation handles one resource type. Errors thrown become the resource's status reason. */
export interface ResourceProvider {
  /**
   * The properties that cannot change in place: `createOnlyProperties` of the type's schema. A change to one of
   * them replaces the resource without `update` being asked, and a change set can say so beforehand.
   */
  createOnlyProperties?: readonly string[];
  /**
   * The property that gives a resource a name of one's own, and the resource of that name, if the account has it:
   * what a change set with ImportExistingResources takes into its stack instead of making it.
   */
  named?: { property: string; find(call: Call, name: string): Resource | undefined };
  /**
   * Creates the resource and resolves once it exists (not yet once it is stable), so that its physical id is
   * recorded before anything can interrupt.
   */
  create(request: ResourceRequest): Promise<Resource>;
  /** Resolves when the resource is stable: by `call.cloud.clock.delay`, in AWS's own durations. */
  stabilise?(request: ExistingResource): Promise<void>;
  /** Updates in place; absent or answering "replace", CloudFormation creates a new one and deletes the old. */
  update?(request: ExistingResource, old: Record<string, unknown>): Promise<Resource | "replace">;
  /** Deletes; a resource that is gone already is success. Resolves when it is gone. */
  delete(request: ExistingResource): Promise<void>;
}
