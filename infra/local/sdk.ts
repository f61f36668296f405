/**
 * The AWS SDK's own modules, by signing name, as the one source of operation names, shapes and codecs.
 * Types only here: a service loads its module at its first call (see `Service.sdk`), because loading all
 * of them at the start costs the account most of a second.
 */
export interface SdkModules {
  cloudformation: typeof import("@aws-sdk/client-cloudformation");
  cloudtrail: typeof import("@aws-sdk/client-cloudtrail");
  config: typeof import("@aws-sdk/client-config-service");
  ec2: typeof import("@aws-sdk/client-ec2");
  ecr: typeof import("@aws-sdk/client-ecr");
  elasticloadbalancing: typeof import("@aws-sdk/client-elastic-load-balancing-v2");
  guardduty: typeof import("@aws-sdk/client-guardduty");
  iam: typeof import("@aws-sdk/client-iam");
  kms: typeof import("@aws-sdk/client-kms");
  lambda: typeof import("@aws-sdk/client-lambda");
  logs: typeof import("@aws-sdk/client-cloudwatch-logs");
  organizations: typeof import("@aws-sdk/client-organizations");
  s3: typeof import("@aws-sdk/client-s3");
  ssm: typeof import("@aws-sdk/client-ssm");
  states: typeof import("@aws-sdk/client-sfn");
  sts: typeof import("@aws-sdk/client-sts");
}

/** A service's signing name: also its prefix in IAM actions. */
export type ServiceName = keyof SdkModules;

/** The operations that the SDK knows of a service: `"CreateVpc"` because the module exports `CreateVpcCommand`. */
export type OperationName<S extends ServiceName> = {
  [K in keyof SdkModules[S]]: K extends "$Command" ? never : K extends `${infer Op}Command` ? Op : never;
}[keyof SdkModules[S]] &
  string;

type CommandClass<S extends ServiceName, Op extends string> = SdkModules[S][`${Op}Command` &
  keyof SdkModules[S]];

type CommandOf<S extends ServiceName, Op extends string> =
  CommandClass<S, Op> extends new (input: never) => infer C ? C : never;

/** The input of an operation, as the SDK types it. */
export type Input<S extends ServiceName, Op extends OperationName<S>> =
  CommandOf<S, Op> extends { readonly input: infer I } ? I : never;

/** The output of an operation, as the SDK types it, without the client's own `$metadata`. */
export type Output<S extends ServiceName, Op extends OperationName<S>> =
  CommandOf<S, Op> extends {
    resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }>;
  }
    ? Omit<O, "$metadata">
    : never;
