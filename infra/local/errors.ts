/**
 * An error as an AWS service answers it: the code and message are what a client branches on, so they follow
 * the service's own words. Anything else thrown by a handler is our bug and becomes the service's InternalFailure.
 *
 * `status` is the HTTP status (400 unless the service says otherwise); `fields` are further members of a
 * modelled error's body, such as Lambda's `Type` or Step Functions' `reason`.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }

  /** Whether a thrown thing is an AWS error, with this code where one is given. */
  static is(error: unknown, ...codes: string[]): error is AwsError {
    return error instanceof AwsError && (codes.length === 0 || codes.includes(error.code));
  }
}
