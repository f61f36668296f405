import type { ResourceRequest } from "../cloudformation/provider.ts";

/** Step Functions' names are at most 80 characters long. */
const NAME_LENGTH = 80;

/** A machine, or an alias, that is not named: `LOGICALID-RANDOM`, unlike most types without the stack's name. */
export const generatedName = (request: ResourceRequest): string =>
  request.generateName(NAME_LENGTH).replace(`${request.stack.name}-`, "");
