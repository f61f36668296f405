import * as z from "zod";

/** The event is not what the contract says: a bug of the machine that sent it, which no retry mends. */
class InvalidInput extends Error {
  constructor(issues: z.ZodError) {
    super(`The event is not what the function takes. ${z.prettifyError(issues)}`);
    this.name = "InvalidInput";
  }
}

/** A Lambda handler: the event is held against its schema, then handed to the work. Errors keep their names. */
export function handler<Event, Answer>(
  schema: z.ZodType<Event>,
  work: (event: Event) => Promise<Answer>,
): (event: unknown) => Promise<Answer> {
  return async (event) => {
    const parsed = schema.safeParse(event);
    if (!parsed.success) throw new InvalidInput(parsed.error);
    return work(parsed.data);
  };
}
