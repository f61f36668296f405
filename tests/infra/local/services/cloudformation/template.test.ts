// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub.
import { expect, test } from "vitest";
import { decideConditions } from "../../../../../infra/local/services/cloudformation/template/conditions.ts";
import { evaluate } from "../../../../../infra/local/services/cloudformation/template/evaluate.ts";
import { chooseParameters } from "../../../../../infra/local/services/cloudformation/template/parameters.ts";
import { parseTemplateText } from "../../../../../infra/local/services/cloudformation/template/parse.ts";
import {
  checkCycles,
  checkReferences,
  dependencies,
} from "../../../../../infra/local/services/cloudformation/template/references.ts";
import { checkRules } from "../../../../../infra/local/services/cloudformation/template/rules.ts";
import { type Scope, UNKNOWN } from "../../../../../infra/local/services/cloudformation/template/scope.ts";
import { objectAt } from "../../../../../infra/local/services/cloudformation/template/source.ts";
import { readTemplate } from "../../../../../infra/local/services/cloudformation/template/structure.ts";

const scope: Scope = {
  parameters: { Name: "n", List: ["a", "b"] },
  mappings: { Map: { row: { column: "value", list: [1, 2] } } },
  conditions: { Holds: true, Fails: false },
  pseudo: { "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012" },
  resource: (id) => {
    if (id === "Made") return { ref: "made-1", attribute: (name) => ({ Arn: "arn:made" })[name] };
    return id === "Later" ? { ref: UNKNOWN, attribute: () => UNKNOWN } : undefined;
  },
  importValue: (name) => `import of ${name}`,
  zones: ["us-east-1a", "us-east-1b"],
};

/** A value as YAML's short forms write it, evaluated. */
const of = (yaml: string) => evaluate(parseTemplateText(`Value: ${yaml}`).Value, scope);

test.each([
  ["!Ref Name", "n"],
  ["!Ref List", ["a", "b"]],
  ["!Ref Made", "made-1"],
  ["!Ref AWS::Region", "us-east-1"],
  ["!GetAtt Made.Arn", "arn:made"],
  ["!GetAtt [Made, Arn]", "arn:made"],
  [
    '!Sub "${Name} ${Made} ${Made.Arn} ${!Literal} ${AWS::AccountId}"',
    "n made-1 arn:made ${Literal} 123456789012",
  ],
  ['!Sub ["${Name}-${Own}", {Own: !Join ["+", !Ref List]}]', "n-a+b"],
  ['!Join ["", [x, 1, true]]', "x1true"],
  ["!Select [1, !Ref List]", "b"],
  ['!Select ["0", !GetAZs ""]', "us-east-1a"],
  ["!Split [',', 'a,b']", ["a", "b"]],
  ["!Base64 text", "dGV4dA=="],
  ["!FindInMap [Map, row, column]", "value"],
  ["!FindInMap [Map, row, list]", [1, 2]],
  ["!If [Holds, 1, 2]", 1],
  ["{Kept: 1, Gone: !If [Fails, 1, !Ref AWS::NoValue]}", { Kept: 1 }],
  ["[1, !Ref AWS::NoValue, 2]", [1, 2]],
  ["!ImportValue vpc", "import of vpc"],
  ["!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]],
  ['!Cidr [!Sub "10.${Later}.0.0/16", 2, 8]', UNKNOWN],
  ["{Whole: [!GetAtt Later.Arn, known]}", { Whole: [UNKNOWN, "known"] }],
  ["{Policy: {Condition: {Bool: yes}}}", { Policy: { Condition: { Bool: true } } }],
  ["2012-10-17", "2012-10-17"],
  ["[yes, N, 012345678901, 0x10]", [true, "N", "012345678901", 16]],
])("%s", (yaml, value) => {
  expect(of(yaml)).toEqual(value);
});

test.each([
  ["!FindInMap [Map, row, other]", "Template error: Unable to get mapping for Map::row::other"],
  [
    "!FindInMap [Other, row, x]",
    "Template error: Mapping named 'Other' is not present in the 'Mappings' section of template.",
  ],
  ["!Select [2, !Ref List]", "Template error: Fn::Select cannot select nonexistent value at index 2"],
  ["!GetAtt Made.Nope", "Template error: resource Made does not support attribute type Nope in Fn::GetAtt"],
  ["!Length [1]", "Encountered unsupported function: Fn::Length"],
  ['!Join ["", x]', "every Fn::Join object requires two parameters"],
])("%s is refused", (yaml, message) => {
  expect(() => of(yaml)).toThrow(message);
});

test.each([
  ['{"Resources": ', "Template format error: JSON not well-formed. (line 1, column 14)"],
  ['{\n "a": x}', "Template format error: JSON not well-formed. (line 2, column 8)"],
  ["a: [1", "Template format error: YAML not well-formed."],
  ["just words", "Template format error: unsupported structure."],
  ["{}", "Template format error: At least one Resources member must be defined."],
  ["Resources: {A: {Properties: {}}}", "[/Resources/A] Every Resources object must contain a Type member."],
  ["Resorces: {}", "Invalid template property or properties [Resorces]"],
])("a template that is not one: %s", (text, message) => {
  expect(() => readTemplate(text)).toThrow(message);
});

const resources = (members: object, rest: object = {}) =>
  readTemplate(JSON.stringify({ Resources: members, ...rest }));
const thing = (properties: object, rest: object = {}) => ({ Type: "T", Properties: properties, ...rest });

test("what a template speaks of must exist", () => {
  const check = (members: object, rest?: object) => () => checkReferences(resources(members, rest));
  expect(check({ A: thing({ x: { Ref: "No" } }), B: thing({}, { DependsOn: ["Nor"] }) })).toThrow(
    "Template format error: Unresolved resource dependencies [Nor, No] in the Resources block of the template",
  );
  expect(check({ A: thing({ x: { "Fn::GetAtt": ["No", "Arn"] } }) })).toThrow(
    "Template error: instance of Fn::GetAtt references undefined resource No",
  );
  expect(check({ A: thing({ x: { "Fn::Sub": "${No}" } }) })).toThrow("Unresolved resource dependencies [No]");
  expect(check({ A: thing({}) }, { Outputs: { O: { Value: { Ref: "No" } } } })).toThrow(
    "Unresolved resource dependencies [No] in the Outputs block of the template",
  );
  expect(check({ A: thing({}, { Condition: "No" }) })).toThrow(
    "Template format error: Unresolved condition dependency No in the Resources block of the template",
  );
});

test("dependencies follow Ref, GetAtt, Sub and DependsOn, in the taken branch only, and never in a circle", () => {
  const template = resources({
    A: thing({}),
    B: thing({ x: { "Fn::Sub": "${A.Arn}" }, y: { "Fn::If": ["Yes", { Ref: "C" }, { Ref: "D" }] } }),
    C: thing({ x: { "Fn::GetAtt": ["A", "Arn"] } }),
    D: thing({ x: { Ref: "B" } }, { DependsOn: "C" }),
  });
  const needs = dependencies(template, ["A", "B", "C", "D"], { Yes: true });
  expect(needs).toEqual({ A: [], B: ["A", "C"], C: ["A"], D: ["C", "B"] });
  expect(() => checkCycles(needs)).not.toThrow();
  expect(() => checkCycles(dependencies(template, ["A", "B", "C", "D"], { Yes: false }))).toThrow(
    "Circular dependency between resources: [B, D]",
  );
});

test("parameters are chosen and checked in CloudFormation's words", () => {
  const template = resources(
    { A: thing({}) },
    {
      Parameters: {
        Size: { Type: "Number", Default: 5, MaxValue: 10 },
        Kind: { Type: "String", AllowedValues: ["x", "y"] },
        Code: { Type: "String", Default: "ab", AllowedPattern: "[a-z]+", MinLength: 2 },
        Many: { Type: "CommaDelimitedList", Default: "a, b" },
      },
    },
  );
  const choose = (values: Record<string, string>, previous?: { key: string; value: string }[]) =>
    chooseParameters(
      template,
      Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      previous,
    );
  expect(choose({ Kind: "x" }).map((one) => one.value)).toEqual(["5", "x", "ab", "a, b"]);
  expect(() => choose({})).toThrow("Parameters: [Kind] must have values");
  expect(() => choose({ Kind: "x", No: "1", Nor: "2" })).toThrow(
    "Parameters: [No, Nor] do not exist in the template",
  );
  expect(() => choose({ Kind: "z" })).toThrow("Parameter 'Kind' must be one of AllowedValues");
  expect(() => choose({ Kind: "x", Size: "11" })).toThrow(
    "Parameter 'Size' must be a number not greater than 10",
  );
  expect(() => choose({ Kind: "x", Size: "many" })).toThrow("Parameter 'Size' must be a number");
  expect(() => choose({ Kind: "x", Code: "A1" })).toThrow("Parameter 'Code' must match pattern [a-z]+");
  expect(() => choose({ Kind: "x", Code: "a" })).toThrow(
    "Parameter 'Code' must contain at least 2 characters",
  );
  const [, kind] = chooseParameters(
    template,
    [{ ParameterKey: "Kind", UsePreviousValue: true }],
    [{ key: "Kind", value: "y" }],
  );
  expect(kind).toEqual({ key: "Kind", value: "y" });
});

test("conditions and rules are decided from the parameters", () => {
  const template = resources(
    { A: thing({}) },
    {
      Conditions: {
        Same: { "Fn::Equals": [{ Ref: "Name" }, "n"] },
        Both: { "Fn::And": [{ Condition: "Same" }, { "Fn::Not": [{ "Fn::Equals": [1, "2"] }] }] },
        Either: { "Fn::Or": [{ Condition: "Neither" }, { Condition: "Both" }] },
        Neither: { "Fn::Not": [{ Condition: "Same" }] },
      },
      Rules: {
        Fits: {
          RuleCondition: { "Fn::Equals": [{ Ref: "Name" }, "n"] },
          Assertions: [
            { Assert: { "Fn::Contains": [["a", "n"], { Ref: "Name" }] } },
            { Assert: { "Fn::EachMemberIn": [{ Ref: "List" }, ["a"]] }, AssertDescription: "Only a will do" },
          ],
        },
      },
    },
  );
  const own: Scope = { ...scope, conditions: {} };
  decideConditions(template, own);
  expect(own.conditions).toEqual({ Same: true, Both: true, Either: true, Neither: false });
  expect(() => checkRules(template, own)).toThrow("Only a will do");
  expect(() => checkRules(template, { ...own, parameters: { Name: "n", List: ["a"] } })).not.toThrow();
  expect(() => checkRules(template, { ...own, parameters: { Name: "m", List: ["b"] } })).not.toThrow();
});

test.each([
  ["http://127.0.0.1:4566/bucket/a/b.json", { bucket: "bucket", key: "a/b.json" }],
  ["https://bucket.s3.eu-west-1.amazonaws.com/a/b.json", { bucket: "bucket", key: "a/b.json" }],
  ["https://bucket.with.dots.s3.amazonaws.com/k", { bucket: "bucket.with.dots", key: "k" }],
  ["https://s3.eu-west-1.amazonaws.com/bucket/k", { bucket: "bucket", key: "k" }],
])("a template is found at %s", (url, object) => {
  expect(objectAt(url, "http://127.0.0.1:4566")).toMatchObject(object);
});

test("a template anywhere else is refused", () => {
  expect(() => objectAt("https://example.com/bucket/k", "http://127.0.0.1:4566")).toThrow(
    "S3 error: Domain name specified in example.com is not a valid S3 domain",
  );
});
