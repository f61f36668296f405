import type { Json, JsonObject } from "./definition.ts";

/** What an expression can refer to, in either query language. */
export interface Scope {
  input: Json;
  /** Makes the context object. */
  context: () => JsonObject;
  variables: Record<string, Json>;
  /** `$states.result`, once there is one. */
  result?: Json;
  /** `$states.errorOutput`, in a Catch. */
  errorOutput?: Json;
}
