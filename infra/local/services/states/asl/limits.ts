/** AWS's limit on what passes between states, and into and out of an execution, in bytes of UTF-8. */
export const PAYLOAD_LIMIT = 262_144;

/**
 * How deeply JSON may be nested. Unsure: AWS publishes no limit; this is that of Jackson, the JSON library of the JVM.
 * Whatever walks through a value here calls itself for what is nested, and has room for this.
 */
export const DEEPEST = 1_000;
