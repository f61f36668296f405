/** Stands for a value that nothing can know before the resource that it comes from has been made. */
export const UNKNOWN = Symbol("known after apply");

/** What `Ref: AWS::NoValue` leaves: the property or list element is dropped. */
export const NO_VALUE = Symbol("AWS::NoValue");

/** What the functions of a template can look up. */
export interface Scope {
  /** Parameters by name; list types are arrays. */
  parameters: Record<string, string | string[]>;
  mappings: Record<string, Record<string, Record<string, unknown>>>;
  /** Conditions, evaluated. */
  conditions: Record<string, boolean>;
  /** The pseudo parameters but AWS::NoValue. */
  pseudo: Record<string, string | string[]>;
  /** A resource that will exist: what Ref and GetAtt answer of it (UNKNOWN where nothing can say yet). */
  resource(logicalId: string): { ref: unknown; attribute(name: string): unknown } | undefined;
  /** What another stack exports. @throws AwsError "No export named X found." */
  importValue(name: string): unknown;
  /** The Availability Zones of the stack's own Region. */
  zones: string[];
}

export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
