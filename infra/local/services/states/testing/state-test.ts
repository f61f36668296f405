import type { InspectionData } from "@aws-sdk/client-sfn";
import type { JsonObject } from "../asl/definition.ts";

/** The members of TestState's inspection data that the state's own work fills in, each as JSON text. */
export type Inspected =
  | "afterArguments"
  | "afterInputPath"
  | "afterParameters"
  | "result"
  | "afterResultSelector"
  | "afterResultPath"
  | "afterItemsPath"
  | "afterItemSelector"
  | "afterItemBatcher"
  | "afterItemsPointer";

/** What a run knows that TestState made: an execution of one state, which no store holds. */
export interface StateTest {
  inspection: InspectionData;
  /** The context object that the caller gave. */
  context: JsonObject | undefined;
}
