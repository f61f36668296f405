import type { AwsError } from "../../errors.ts";
import type { WireRequest, WireResponse } from "../http.ts";
import type { OperationModel, ServiceModel } from "../model.ts";
import type { RouteMatch } from "../rest-router.ts";
import type { StructureShape } from "../shapes.ts";

/** What an answer is made with, besides the output or error itself. `model` is absent where no service was found. */
export interface AnswerContext {
  requestId: string;
  model?: ServiceModel;
  request: WireRequest;
}

/** How one AWS protocol reads a request and writes its answer. */
export interface Protocol {
  /** @throws AwsError where the service has no such operation */
  route(request: WireRequest, model: ServiceModel): RouteMatch;
  /** @throws DecodeError where the request does not fit the operation's shapes */
  input(request: WireRequest, match: RouteMatch): Record<string, unknown>;
  /** The error for a request that cannot be decoded. */
  malformed(message: string, operation: OperationModel | undefined): AwsError;
  output(
    output: object,
    operation: OperationModel,
    context: AnswerContext & { model: ServiceModel },
  ): WireResponse;
  error(error: AwsError, context: AnswerContext): WireResponse;
}

/** How the model describes an error: its shape, the code that goes on the wire, and its HTTP status. */
export interface DescribedError {
  code: string;
  status: number;
  shape?: StructureShape;
}

/**
 * A status other than 400 is the handler's own word. 400 is what an AwsError has unless told, so there the model's
 * takes its place, where the protocol has it go by the model.
 */
export function describeError(error: AwsError, model: ServiceModel | undefined): DescribedError {
  const shape = model?.errors.get(error.code);
  const [queryCode, queryStatus] = shape?.traits.awsQueryError ?? [];
  const modelled = queryStatus ?? shape?.traits.httpError;
  return {
    code: queryCode ?? error.code,
    status: error.status === 400 && modelled !== undefined ? modelled : error.status,
    shape,
  };
}
