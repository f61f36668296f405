import { isObject, type JsonObject, type QueryLanguage } from "./definition.ts";
import { type Report, SCHEMA } from "./validate-definition.ts";
import { checkFields, checkValue } from "./validate-fields.ts";

/** Checks a state's retriers and catchers. */
export function checkRecovery(report: Report, language: QueryLanguage, state: JsonObject, at: string): void {
  for (const field of ["Retry", "Catch"] as const) {
    const list = state[field];
    if (!Array.isArray(list)) continue;
    for (const [i, entry] of list.entries()) {
      const location = `${at}/${field}[${i}]`;
      if (!isObject(entry)) continue;
      checkFields(
        report,
        entry,
        location,
        field === "Retry"
          ? [
              "Comment",
              "ErrorEquals",
              "IntervalSeconds",
              "MaxAttempts",
              "BackoffRate",
              "MaxDelaySeconds",
              "JitterStrategy",
            ]
          : ["Comment", "ErrorEquals", "Next", "Assign", language === "JSONata" ? "Output" : "ResultPath"],
        field === "Retry" ? ["ErrorEquals"] : ["ErrorEquals", "Next"],
      );
      const names = Array.isArray(entry.ErrorEquals) ? entry.ErrorEquals : [];
      if (names.includes("States.ALL") && (names.length > 1 || i < list.length - 1)) {
        report.add(
          SCHEMA,
          "States.ALL must appear alone and at the end of the list",
          `${location}/ErrorEquals`,
        );
      }
      for (const value of ["Assign", "Output"]) {
        if (entry[value] !== undefined) checkValue(report, language, entry[value], `${location}/${value}`);
      }
    }
  }
}
