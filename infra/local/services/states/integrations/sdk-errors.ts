import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { StateError } from "../asl/errors.ts";

/** How an integration names the service that failed it. */
export interface ErrorStyle {
  /** `Lambda`, `StepFunctions`, or for aws-sdk integrations `S3`, `Ec2`. */
  prefix: string;
  /** What the cause calls the service: `AWSLambda`, `AWSStepFunctions`, `S3`. */
  service: string;
  /** The name of errors that the service's model does not have. */
  fallback: string;
  /** The older optimised integrations write Status Code and Error Code; aws-sdk ones follow the Java SDK 2. */
  older: boolean;
}

/** Has a service called; an error of its own becomes the task's, named as the Java SDK's exception class is. */
export async function asTask<T>(style: ErrorStyle, module: object, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    throw taskError(style, module, error);
  }
}

function taskError(style: ErrorStyle, module: object, { code, message, status }: AwsError): StateError {
  const base = code.replace(/(Exception|Error|Fault)$/, "");
  const modelled = [code, `${base}Exception`].some((name) => Object.hasOwn(module, name));
  const name = modelled ? `${base}Exception` : style.fallback;
  const requestId = randomUUID();
  const details = style.older
    ? `Service: ${style.service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`
    : `Service: ${style.service}, Status Code: ${status}, Request ID: ${requestId}`;
  // The Java SDK's words where the service sends none, as SSM of a parameter that there is not.
  return new StateError(`${style.prefix}.${name}`, `${message || "null"} (${details})`);
}
