import { expect, it } from "vitest";
import { statementPositions } from "../../../../infra/local/policy/positions.ts";

it("finds each statement, whatever its strings hold", () => {
  const first = '{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::{x}\\"}"}';
  const document = `{"Version":"2012-10-17",\n"Statement":[${first},\n {"Effect":"Deny","Condition":{"Bool":{"a:b":"true"}}}]}`;
  expect(statementPositions(document)).toEqual([
    { start: { Line: 2, Column: 14 }, end: { Line: 2, Column: 14 + first.length } },
    { start: { Line: 3, Column: 2 }, end: { Line: 3, Column: 55 } },
  ]);
});

it("finds a statement that stands alone", () => {
  expect(statementPositions('{"Statement":{"Effect":"Allow"},"Id":"x"}')).toHaveLength(1);
});
