import { InvalidArgumentError } from "commander";

export function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("A port is a whole number from 0 (any) to 65535.");
  return port;
}

export function parseAccountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError("An account id has twelve digits.");
  return value;
}

/** How many child executions a distributed Map may have at once for us; Step Functions takes up to 10,000. */
export function parseConcurrency(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 1_000)
    throw new InvalidArgumentError("It is a whole number from 1 to 1000.");
  return number;
}

export function parsePercent(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !(number >= 0 && number <= 100))
    throw new InvalidArgumentError("It is a number from 0 to 100.");
  return number;
}

/** What aliases must look like. A shell's variable that is empty by mistake is no pattern. */
export function parseAlias(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("It is an alias, with * and ? for what differs.");
  return value;
}
