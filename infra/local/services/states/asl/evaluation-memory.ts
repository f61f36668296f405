import type jsonata from "jsonata";

/** An evaluation that needs more memory than it may have. */
export class OutOfMemory extends Error {}

/**
 * What one value may take while an expression is evaluated: AWS takes a sequence of 873,782 numbers and refuses one of
 * one more, and takes a text of 2^22 characters and refuses one of 2^23 (observed by floci-io/floci, issue 2737).
 * Unsure: how AWS counts; here a character counts one, and an item as much as a number.
 */
const ITEM = 8;
const MOST = 873_782 * ITEM;

/**
 * Has each step of an expression fail whose value takes more. Looking at every step takes time of its own: it is for
 * where expressions run that may make much out of little.
 */
export function limitMemory(expression: jsonata.Expression): void {
  const look = (_node: unknown, _input: unknown, _environment: unknown, value: unknown): void => {
    if (
      Array.isArray(value) ? value.length * ITEM > MOST : typeof value === "string" && value.length > MOST
    ) {
      throw new OutOfMemory();
    }
  };
  // The library looks its hooks up like variables, by symbols that its types leave out.
  const { assign } = expression as unknown as { assign: (name: symbol, value: unknown) => void };
  assign(Symbol.for("jsonata.__evaluate_exit"), look);
}
