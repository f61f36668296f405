import { AwsError } from "../../../errors.ts";
import type { OperationName, ServiceName } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { isObject, type Json } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import { asTask, type ErrorStyle } from "./sdk-errors.ts";
import { sdkModule, sdkOperation } from "./sdk-operations.ts";
import { SDK_SERVICES } from "./sdk-services.ts";
import { fromSdkShape, toSdkShape } from "./sdk-shapes.ts";

/**
 * `arn:aws:states:::aws-sdk:SERVICE:operation`: calls the operation with parameters in PascalCase, as the Java
 * SDK 2 names them, and answers its output likewise, without response metadata.
 * Unsure: the exact wording of causes; observed ones read `message (Service: S3, Status Code: 404, Request ID: …)`.
 */
export async function callSdk(call: Call, serviceName: string, action: string, args: Json): Promise<Json> {
  const known = SDK_SERVICES[serviceName];
  const module = await sdkModule(serviceName);
  const operation = module && sdkOperation(module, action);
  if (!known || !operation) {
    // No definition is taken that names one; an older account may have such.
    throw new StateError("States.TaskFailed", `The service ${serviceName} has no action ${action}.`);
  }
  const style: ErrorStyle = {
    prefix: known.prefix,
    service: known.prefix,
    fallback: `${known.prefix}Exception`,
    older: false,
  };
  const output = await asTask(style, module, async () => {
    if (!isObject(args)) throw new AwsError("InvalidParameters", "The parameters are not an object");
    // The schema, not the compiler, holds the shape of what a definition says.
    return await call.invoke(
      known.signingName,
      operation.name as OperationName<ServiceName>,
      toSdkShape(operation.input, args) as never,
    );
  });
  return (await fromSdkShape(operation.output, output)) ?? {};
}
