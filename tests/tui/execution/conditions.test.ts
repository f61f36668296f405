import { expect, test } from "vitest";
import { conditionOf } from "../../../tui/execution/conditions.ts";

test.each([
  [{ Condition: "{% $looks < 6 and $count($actions) > 0 %}" }, "looks < 6 and count(actions) > 0"],
  [{ Condition: "{% $states.input.results[0].status = 'met' %}" }, "results[0].status is 'met'"],
  [{ Condition: "{% $name != '$states.input.x <= 1' %}" }, "name ≠ '$states.input.x <= 1'"],
  [{ Condition: "{% $states.input\n   >= 3 %}" }, "the input ≥ 3"],
  [{ Condition: true }, "true"],
  [{ Variable: "$.a.b", StringEquals: "x" }, 'a.b is "x"'],
  [{ Variable: "$.count", NumericLessThanEquals: 3 }, "count ≤ 3"],
  [{ Variable: "$.a", NumericGreaterThanPath: "$.b" }, "a > b"],
  [{ Variable: "$$.Execution.Name", StringMatches: "lab-*" }, 'Execution.Name matches "lab-*"'],
  [{ Variable: "$", IsPresent: true }, "the input is there"],
  [{ Variable: "$.a", IsNull: false }, "a is not null"],
  [{ Not: { Variable: "$.a", BooleanEquals: true } }, "not (a is true)"],
  [
    {
      And: [
        { Variable: "$.a", IsPresent: true },
        {
          Or: [
            { Variable: "$.b", IsNumeric: true },
            { Variable: "$.c", IsString: true },
          ],
        },
      ],
    },
    "a is there and (b is a number or c is a text)",
  ],
  [{ Variable: "$.a", NewOperator: 1 }, "a"],
  [{}, "the input"],
  [undefined, ""],
])("the rule %j reads %j", (rule, words) => {
  expect(conditionOf(rule)).toBe(words);
});
