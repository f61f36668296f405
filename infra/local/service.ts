import type { Cloud, StoreKey } from "./cloud.ts";
import type { AwsError } from "./errors.ts";
import type { Principal } from "./principal.ts";
import type { Input, OperationName, Output, SdkModules, ServiceName } from "./sdk.ts";
import type { ResourceProvider } from "./services/cloudformation/provider.ts";

/** Where a call came from: a client, or an AWS service that made it for its caller (or for itself). */
export type CallOrigin = { sourceIp: string; userAgent: string } | { invokedBy: string };

/** A call that has been answered, refusals included: what CloudTrail and Config hear of. */
export interface CompletedCall {
  readonly service: string;
  readonly operation: string;
  /** Decoded, by the SDK's member names. It is the caller's own object: copy what is to be kept. */
  readonly input: object;
  /** Absent where the call failed. A body may be a stream, which is not to be read. */
  readonly output?: object;
  readonly error?: AwsError;
  readonly principal: Principal;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  readonly origin: CallOrigin;
  readonly at: Date;
}

/** What a handler is told about the call that it answers, and what it may do meanwhile. */
export interface Call {
  readonly cloud: Cloud;
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
  readonly requestId: string;
  readonly origin: CallOrigin;
  /** Aborts when the client has gone away; absent where none waits on a connection. For what holds the line. */
  readonly gone: AbortSignal | undefined;
  /** This account's and Region's state of a store. */
  store<T extends object>(key: StoreKey<T>): T;
  /** Calls another operation inside the account, authorised like one from the wire; as the same principal unless told. */
  invoke<S extends ServiceName, Op extends OperationName<S>>(
    service: S,
    operation: Op,
    input: Input<S, Op>,
    as?: Principal,
  ): Promise<Output<S, Op>>;
}

/** A service's typed table of operations: a wrong shape or an operation that AWS does not have fails to compile. */
export type Operations<S extends ServiceName> = {
  [Op in OperationName<S>]?: (input: Input<S, Op>, call: Call) => Output<S, Op> | Promise<Output<S, Op>>;
};

/** One thing that a call needs to be allowed. `context` holds condition keys beyond the global ones. */
export interface Permission {
  /** Such as `ec2:CreateVpc`. */
  action: string;
  /** The ARNs acted on; `["*"]` where the action has no resource-level permissions. */
  resources: string[];
  context?: Record<string, string | string[]>;
  /** Other ARNs by which the same resource is known: a statement about any of them counts. */
  aliases?: string[];
}

/** A service of the local account. */
export interface Service<S extends ServiceName = ServiceName> {
  name: S;
  /** Loads the SDK module whose schemas the wire layer speaks. */
  sdk: () => Promise<SdkModules[S]>;
  operations: Operations<S>;
  /**
   * What an operation needs to be allowed; without an answer it is `name:Operation` on `*`. Source for each:
   * the Service Authorization Reference of the service.
   */
  permissions?: (operation: string, input: object, call: Call) => Permission[] | undefined;
  /**
   * The policy that a resource carries itself (a bucket's, a function's), and the account that owns the resource.
   * Without an answer only the caller's own policies decide. With `mustAllow` theirs do not suffice: a KMS key's
   * policy must at least leave the decision to the account.
   */
  resourcePolicy?: (
    arn: string,
    call: Call,
    action: string,
  ) => { accountId: string; document?: string; mustAllow?: boolean } | undefined;
  /** The CloudFormation resource types that live with this service, by type name. */
  resourceProviders?: Record<string, ResourceProvider>;
  /** Takes up again, after a restart, what the stores say was going on. */
  resume?: (cloud: Cloud) => void;
  /** Told of every call of every service once it is answered; must be quick, and must not throw. */
  watch?: (completed: CompletedCall, cloud: Cloud) => void;
}

/** A service seen without its types: what the registry holds and the wire layer serves. */
export interface AnyService extends Omit<Service, "name" | "sdk" | "operations"> {
  name: string;
  sdk: () => Promise<object>;
  operations: {
    readonly [operation: string]: ((input: never, call: Call) => object | Promise<object>) | undefined;
  };
}

/** Helps the compiler infer `S`. */
export function defineService<S extends ServiceName>(service: Service<S>): Service<S> {
  return service;
}
